# How a walk tells what it finds, and where it goes on behind what ended it.
#
# In: the nonce, and the places at which walks ended. Out: what announces a part, and what sends
# records. It knows nothing of what is walked.
{
  nonce, # keeps traces of the flake from being read as ours
  told, # of encode.nix: a text as JSON can hold it
  wantTexts, # whether to find out what it says where a value throws, for one process each
  ended, # the place at which an earlier walk ended; null for a whole walk
  lastPlaces, # the places that ended the walk of other hosts
}:
let
  inherit (builtins)
    elem elemAt filter foldl' genList head isString length map removeAttrs seq stringLength substring toJSON trace;

  # Places. `at` is where the walk is: places are walked in their order, what lies below a place
  # after the place itself. A place is done if it is the one where the last walk ended, or below it,
  # or before it; what leads to it is entered again.
  done = at: ended != null && doneFrom 0 at;
  doneFrom = i: at:
    if i == length at then length at == length ended
    else if i == length ended then true
    else if elemAt at i == elemAt ended i then doneFrom (i + 1) at
    else elemAt at i < elemAt ended i;
  announced = stage: at: path: files: count: result:
    if done at || lastPlaces != [ ] && elsewhere at then count
    else trace "${nonce} b ${toJSON { inherit stage at files; path = toldPath path; last = isLast at; }}" result;

  # The same for each of the names below a place, with their paths as toldPath gives them, in a walk
  # that comes to all places in their order. It is sent with what was told of the name before.
  inOrder = ended == null && lastPlaces == [ ];
  announcedIn = stage: at: said:
    let
      opened = list: let text = toJSON list; in substring 0 (stringLength text - 1) text + (if list == [ ] then "" else ",");
      head = "${nonce} b {\"at\":${opened at}";
      middle = "],\"files\":[],\"last\":false,\"path\":${opened said}";
      end = "],\"stage\":${toJSON stage}}";
    in
    before: name: word: trace "${before}${head}${toJSON name}${middle}${toJSON word}${end}";
  toldRecord = said: one: "${nonce} v ${toJSON (removeAttrs one [ "errors" ] // { path = said; })}\n";

  # The places that are walked last have [ 9 i ] before them, i being which of them it is: then only
  # what leads there is entered, and what lies below.
  elsewhere = at: if head at == 9 then !(leads (usual at) (elemAt lastPlaces (elemAt at 1))) else elem at lastPlaces;
  usual = at: genList (i: elemAt at (i + 2)) (length at - 2);
  leads = at: place: let n = if length at < length place then length at else length place; in genList (elemAt at) n == genList (elemAt place) n;
  isLast = at: lastPlaces != [ ] && head at == 9 && elemAt at 1 == length lastPlaces - 1 && usual at == elemAt lastPlaces (elemAt at 1);

  # Sending: all of what belongs together is evaluated before the first of it is sent. Then what
  # throws in it is forced, one at a time, as places below the part: each ends the evaluation, with
  # its text. A walk that is resumed there has sent the rest.
  send = at: count: records:
    let
      texts = map (one: toldRecord (toldPath one.path) one) records;
      sent = if resumedBelow at then count else foldl' (sent: text: trace text (sent + 1)) (forced texts count) texts;
      thrown = filter ({ it, ... }: it.errors != [ ]) (number records);
    in
    if !wantTexts then sent
    else seq sent (foldl' (sent: { i, it }: foldl' (sent: error: announced "throw" (at ++ [ i error.i ]) it.path [ ] sent (seq error.it sent)) sent (number it.errors)) sent thrown);
  toldPath = map (part: if isString part then told part else part);
  resumedBelow = at: ended != null && length ended > length at && genList (elemAt ended) (length at) == at;
  forced = texts: result: foldl' (before: text: seq (stringLength text) before) result texts;
  number = list: genList (i: { inherit i; it = elemAt list i; }) (length list);
  untold = count: path: trace "${nonce} h ${toJSON (toldPath path)}" count;
in
{
  inherit announced announcedIn done inOrder number send toldPath toldRecord untold;
}
