.PHONY: prove-told
prove-told: nix go ## 500 made repositories: prove sees every change of what they tell their inputs
	$(GO) test $(GOFLAGS_BUILD) -timeout 60m -run '^TestProveSeesWhatInputsAreTold$$' ./cmd/mxmcheck -told-seeds 500
