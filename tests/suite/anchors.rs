//! Quotes against sources: what a person would be told of each.

use handoff::anchor::{Matter, Resolution, Resolver, State, resolve};
use handoff::packet::{Evidence, Position, Quote, SourceId};
use handoff::text::{Builder, Part, Text};

fn quote(exact: &str) -> Evidence {
    Evidence {
        id: None,
        source: SourceId("s1".into()),
        quote: Quote { exact: exact.into(), prefix: None, suffix: None },
        position: None,
    }
}

fn at(exact: &str, start: usize) -> Evidence {
    Evidence { position: Some(Position { start, end: start + exact.chars().count() }), ..quote(exact) }
}

fn between(prefix: &str, exact: &str, suffix: &str) -> Evidence {
    let mut evidence = quote(exact);
    evidence.quote.prefix = Some(prefix.into()).filter(|words: &String| !words.is_empty());
    evidence.quote.suffix = Some(suffix.into()).filter(|words: &String| !words.is_empty());
    evidence
}

fn find(source: &str, exact: &str) -> Resolution {
    resolve(&Text::snippet(source), true, &quote(exact))
}

fn state(source: &str, exact: &str) -> State {
    find(source, exact).state
}

/// A call of labelled turns; each cue of a turn gets a time of its own.
fn call(turns: &[(&str, &[&str])]) -> Text {
    let mut text = Builder::new();
    let mut ms = 0;
    for (name, cues) in turns {
        let speaker = text.speaker(name, None);
        if !text.is_empty() {
            text.push("\n");
        }
        text.push(&format!("{name}: "));
        let start = text.len();
        for (index, cue) in cues.iter().enumerate() {
            if index > 0 {
                text.push(" ");
            }
            ms += 4000;
            text.mark(text.len(), ms);
            text.push(cue);
        }
        text.turn(start..text.len(), Some(speaker), Part::Body);
    }
    text.finish()
}

fn words<'t>(text: &'t Text, resolution: &Resolution) -> &'t str {
    &text.as_str()[resolution.range.clone().expect("a found quote has a range")]
}

const DEAL: &str = "We lost thirty percent of margin to detention last year. Our dispatchers track gate times by hand. \
    If the pilot works we could roll it out to all twelve depots by the end of March. \
    I do not think legal will sign the price hold before Friday. The budget is $48,500 for the first year.";

#[test]
fn the_very_words_are_anchored_whatever_the_typography() {
    for exact in [
        "Our dispatchers track gate times by hand.",
        "our  dispatchers\ntrack gate times by hand",
        "“Our dispatchers track gate times by hand”",
        "OUR DISPATCHERS TRACK GATE TIMES BY HAND",
        "Our dispatchers track gate times by hand…",
        "The budget is $48,500 for the \u{fb01}rst year",
    ] {
        let found = find(DEAL, exact);
        assert_eq!(found.state, State::Anchored, "{exact}");
        assert!(found.difference().is_empty());
    }
    assert_eq!(state("Wir grüßen – aus der Straße", "wir gru\u{308}ßen - aus der Straße"), State::Anchored);
}

#[test]
fn a_fold_takes_nothing_away_that_counts() {
    for (source, exact) in [
        ("the error rate is 1.5 percent now", "the error rate is 15 percent now"),
        ("we moved it by -5 points last year", "we moved it by 5 points last year"),
        ("it takes 3-4 weeks to go live", "it takes 34 weeks to go live"),
        ("the discount is 10% on the list", "the discount is 10 on the list"),
        ("we pay €900 for each truck", "we pay $900 for each truck"),
        ("about 1, 500 are pending there", "about 1,500 are pending there"),
        ("an area of 10² metres in all", "an area of 102 metres in all"),
    ] {
        assert_ne!(state(source, exact), State::Anchored, "{exact} in {source}");
        assert_ne!(state(source, exact), State::Approximate, "{exact} in {source}");
    }
}

#[test]
fn a_quote_never_starts_inside_a_number_or_a_word() {
    assert_eq!(state("it takes 15 days", "5 days"), State::Orphan);
    assert_eq!(state("it grew by 1.5 percent in May", "5 percent in May"), State::Altered);
    assert_eq!(state("they were unhappy with the rollout", "happy with the rollout"), State::Altered);
    assert_eq!(state("the team can't deliver", "the team can"), State::Altered);
}

#[test]
fn words_run_on_across_cues_lines_and_turns() {
    let text = call(&[
        ("Maya Chen", &["we need the audit", "before the season starts"]),
        ("Sam Lee", &["and you will have it", "by the first of March"]),
    ]);
    for (exact, found) in [
        ("the audit before the season", "the audit before the season"),
        ("season starts and you will have it", "season starts\nSam Lee: and you will have it"),
        ("season starts Sam Lee: and you will", "season starts\nSam Lee: and you will"),
    ] {
        let resolution = resolve(&text, true, &quote(exact));
        assert_eq!(resolution.state, State::Anchored, "{exact}");
        assert_eq!(words(&text, &resolution), found);
    }
    let wrapped = "> the steering group meets\n> every other Tuesday\n> at nine";
    assert_eq!(state(wrapped, "meets every other Tuesday at nine"), State::Anchored);
}

#[test]
fn a_position_is_believed_only_where_the_words_stand() {
    let source = "yes, please. That is fine. yes, please.";
    let text = Text::snippet(source);
    let second = source.rfind("yes").expect("it is there");
    let here = resolve(&text, true, &at("yes, please", second));
    assert_eq!((here.state, here.range), (State::Anchored, Some(second..second + 11)));
    assert_eq!(resolve(&text, true, &quote("yes, please")).state, State::Ambiguous);
    assert_eq!(resolve(&text, false, &at("yes, please", second)).state, State::Ambiguous, "the source has changed");
    assert_eq!(resolve(&text, true, &at("That is fine", 3)).state, State::Moved);
    assert_eq!(resolve(&text, false, &quote("That is fine")).state, State::Moved);
    let out =
        resolve(&text, true, &Evidence { position: Some(Position { start: 900, end: 20 }), ..quote("That is fine") });
    assert_eq!(out.state, State::Moved);
}

#[test]
fn context_tells_repeated_words_apart() {
    let text = Text::snippet("Maya said we need it now. Later on Sam said we need it now. Nobody else spoke.");
    let second = resolve(&text, true, &between("Later on Sam said ", "we need it now", ""));
    assert_eq!(second.state, State::Anchored);
    assert_eq!(second.range.map(|range| range.start), Some(44));
    let neither = resolve(&text, true, &between("Kim said ", "we need it now", ""));
    assert_eq!(neither.state, State::Ambiguous);
    assert_eq!(neither.candidates(), [10..24, 44..58]);
}

#[test]
fn recognition_noise_is_approximate() {
    for exact in [
        "Uh, we lost, um, 30% of margin to detention last year.",
        "We lost thirty per cent of margin to the tension last year",
        "our dispatchers, you know, track gatetimes by hand",
        "If the pilot works, we could roll it out to all 12 depos by the end of March.",
        "I don't think legal will sign the price-hold before Friday",
        "I do n't think legal'll sign the price hold before Friday",
        "The budget is forty eight thousand five hundred dollars for the 1st year.",
    ] {
        let found = find(DEAL, exact);
        assert_eq!(found.state, State::Approximate, "{exact}: {:?}", found.reason());
        assert!(found.matters().next().is_none());
    }
}

#[test]
fn one_changed_word_that_counts_is_altered() {
    for (exact, matter) in [
        ("We lost forty percent of margin to detention last year.", Matter::Number),
        ("Uh, we lost 13% of margin to detention last year", Matter::Number),
        ("We lost thirty points of margin to detention last year", Matter::Amount),
        ("We lost thirty percent of margin to detention this year", Matter::Date),
        ("We lost no thirty percent of margin to detention last year", Matter::Negation),
        ("If the pilot works we will roll it out to all twelve depots by the end of March", Matter::Modal),
        ("If the pilot works we could roll it out to all twelve depots by the end of May", Matter::Date),
        ("If the pilot works we could roll it out to some twelve depots by the end of March", Matter::Amount),
        ("If the pilot works we could roll it out to all twelve depots after the end of March", Matter::Bound),
        ("If the pilot works we roll it out to all twelve depots by the end of March", Matter::Modal),
        ("I do think legal will sign the price hold before Friday", Matter::Negation),
        ("I do not think legal will not sign the price hold before Friday", Matter::Negation),
        ("I do not think legal will sign the price hold before Monday", Matter::Date),
        ("I do not think legal may sign the price hold before Friday", Matter::Modal),
        ("The budget is $48,500 for the first quarter", Matter::Amount),
        ("The budget is €48,500 for the first year", Matter::Amount),
        ("The budget is $45,800 for the first year", Matter::Number),
        ("The budget is $48,500 for the second year", Matter::Number),
        ("The budget is $48.5 million for the first year", Matter::Number),
    ] {
        let found = find(DEAL, exact);
        assert_eq!(found.state, State::Altered, "{exact}");
        assert_eq!(found.matters().next().map(|found| found.0), Some(matter), "{exact}: {:?}", found.reason());
        assert!(found.reason().is_some());
    }
}

#[test]
fn a_cut_that_turns_the_sentence_round_is_told() {
    let altered = find(DEAL, "think legal will sign the price hold");
    assert_eq!(altered.state, State::Altered);
    assert_eq!(
        altered.reason(),
        Some("negation: right before the quote the source says `not`, and the quote leaves it out")
    );
    let hedged = find("Honestly we might be able to go live in May.", "go live in May");
    assert_eq!(hedged.state, State::Anchored);
    assert_eq!(hedged.caution(), Some("right before the quote the source says `might`"));
    assert_eq!(state("They said it would cost 5 million. Fine.", "it would cost 5"), State::Altered);
    assert_eq!(state("Is it live? It is not. We wait.", "Is it live? It is"), State::Altered);
    let cues = call(&[("Maya Chen", &["and I am not", "really sure about the date"])]);
    assert_eq!(resolve(&cues, true, &quote("really sure about the date")).state, State::Anchored, "a whole cue");
}

#[test]
fn what_was_not_said_is_an_orphan() {
    for exact in
        ["We have signed with your competitor already", "detention", "   ", "…", "a pilot in Rotterdam next spring"]
    {
        let found = find("Our dispatchers track gate times by hand.", exact);
        assert_eq!((found.state, found.range), (State::Orphan, None), "{exact}");
    }
}

#[test]
fn other_scripts_are_found_too() {
    let source =
        "田中：導入は三月までに完了します。予算は変わりません。 Иван: мы не готовы подписать договор до пятницы.";
    assert_eq!(state(source, "導入は三月までに完了します"), State::Anchored);
    assert_eq!(state(source, "мы не готовы  подписать договор"), State::Anchored);
    assert_eq!(state(source, "мы готовы подписать договор до пятницы"), State::Altered);
}

#[test]
fn a_batch_says_what_single_quotes_say_and_can_be_stopped() {
    let source = DEAL.repeat(3) + " And that was the only time anybody mentioned the forklift contract.";
    let text = Text::snippet(&source);
    let quotes: Vec<Evidence> =
        ["the forklift contract", "mentioned the fork lift contract", "budget is $48,500", "nobody said any of this"]
            .iter()
            .cycle()
            .take(60)
            .map(|exact| quote(exact))
            .collect();
    let refs: Vec<&Evidence> = quotes.iter().collect();
    let mut told = vec![None; refs.len()];
    let finished = Resolver::new(&text, true).resolve_all(&refs, &|| false, &mut |index, found| {
        assert!(told[index].replace(found).is_none(), "told once");
    });
    assert!(finished);
    for (evidence, found) in quotes.iter().zip(&told) {
        assert_eq!(found.as_ref(), Some(&resolve(&text, true, evidence)));
    }
    let mut count = 0;
    assert!(!Resolver::new(&text, true).resolve_all(&refs, &|| true, &mut |_, _| count += 1));
    assert!(count < refs.len());
}
