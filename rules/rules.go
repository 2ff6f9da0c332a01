// Package rules holds the opinions of mxmcheck, one per file.
//
// In: a Repo of facts. Out: findings. Rules never call each other and never guess: where a fact
// is unknown, they stay silent.
package rules

import "mxmcheck/analyzer"

// All lists every rule, in the order of the documentation.
func All() []analyzer.Rule {
	return []analyzer.Rule{
		parseError(),
		mkifUpdateMerge(),
		undeclaredOption(),
		untrackedImport(),
		configNotGated(),
		enableNeverRead(),
		cfgPathMismatch(),
		unusedOption(),
		importsDependOnConfig(),
		duplicateOption(),
		missingEllipsis(),
		undefinedName(),
		duplicateAttr(),
		optionDefaultType(),
		enableDescription(),
		selfEnable(),
		conditionalConfigShape(),
		unusedBinding(),
		unusedModuleArg(),
		unusedWith(),
		unneededRec(),
		legacySyntax(),
		manualInherit(),
		topLevelWith(),
		handWrittenEnable(),
		enableDefaultTrue(),
		optionDefaultReadsConfig(),
		optionMissingType(),
		optionMissingDescription(),
		optionWeakType(),
		deprecatedType(),
		optionNotImported(),
		secretInStore(),
		impurePath(),
		secretWithoutKey(),
		optionPathMismatch(),
		missingEnable(),
		foreignNamespace(),
		missingCfg(),
		importInImports(),
		constantCondition(),
		numericOverride(),
		flakeInputUnused(),
		flakeDuplicateInput(),
		wrongClassOption(),
		unknownModuleArg(),
		orphanModule(),
		hostUnregistered(),
		hostNameMismatch(),
		hostMissingStateVersion(),
		enableCycle(),
		deadHostSetting(),
		optionUnset(),
		redundantHostSetting(),
		unknownName(),
		settingType(),
		noSuchOption(),
		undeclaredInput(),
		misplacedAttribute(),
		importsShape(),
		mkifOperand(),
		wrongKind(),
		notAType(),
		missingFile(),
		renameShim(),
		emptyGuard(),
		undeclaredSecret(),
		undeclaredUser(),
		missingAttribute(),
		missingOutput(),
		importsUnknownArg(),
		conflictingDefinitions(),
		plaintextSecrets(),
		moduleTwice(),
		repeatedEnable(),
		submoduleEnableUnread(),
		orIsDefault(),
		siblingLeftOut(),
		unusedHelper(),
		weakPassword(),
	}
}

// Pattern names the rules of the group "pattern": those that the option pattern amounts to where all of it is wanted.
func Pattern() []string {
	return []string{
		"config-not-gated", "missing-enable", "missing-cfg", "option-path-mismatch", "foreign-namespace", "hand-written-enable",
		"enable-default-true", "repeated-enable", "empty-guard", "submodule-enable-unread", "orphan-module", "sibling-left-out", "unused-module-arg", "unused-helper", "weak-password",
	}
}

// Names lists the rules' names, and those of the findings about suppressions.
func Names() []string {
	names := SuppressionRules()
	for _, r := range All() {
		names = append(names, r.Name)
	}
	return names
}
