use proptest::prelude::*;

use super::related::Related;
use super::*;
use crate::text::{Builder, Part};

fn talk(turns: &[(&str, &str)]) -> Text {
    let mut builder = Builder::new();
    for (who, said) in turns {
        let speaker = builder.speaker(who, None);
        let from = builder.len();
        builder.push(said);
        builder.turn(from..builder.len(), Some(speaker), Part::Body);
        builder.push("\n");
    }
    builder.finish()
}

fn first<'a>(texts: &[&'a Text], asked: &str) -> &'a str {
    let found = search_all(texts, &Query::new(asked, &Related::default()), 5);
    found.first().map_or("", |best| &texts[best.source].as_str()[best.quote.clone()])
}

#[test]
fn the_passage_with_the_rare_words_is_first() {
    let one = talk(&[
        ("Ola", "The harvest is over and the crates are in."),
        ("Ben", "We want the crates counted by a scanner at the gate."),
        ("Ola", "The crates again."),
    ]);
    let two = talk(&[("Ben", "Crates, crates, crates."), ("Ola", "Nobody scans anything at the silo.")]);
    let found = first(&[&one, &two], "Gate scanner counts crates");
    assert_eq!(found, "We want the crates counted by a scanner at the gate.");
}

#[test]
fn a_number_is_found_by_its_value_and_not_by_its_spelling() {
    let text = talk(&[
        ("Ola", "The silo loses a share of the grain."),
        ("Ola", "It was forty percent of the grain last year."),
        ("Ben", "Twenty percent of the grain would be fine."),
    ]);
    assert_eq!(first(&[&text], "40 % of the grain"), "It was forty percent of the grain last year.");
}

#[test]
fn whoever_is_named_is_preferred_and_the_name_itself_is_no_subject() {
    let text = talk(&[
        ("Ben Ode", "The scanner should stand at the gate."),
        ("Ola Berg", "And the scanner has to be warm in winter."),
        ("Ben Ode", "Ola Berg is on holiday, Ola Berg told me."),
    ]);
    assert_eq!(first(&[&text], "Ola Berg wants the scanner warm"), "And the scanner has to be warm in winter.");
}

#[test]
fn what_has_most_of_the_question_is_before_what_has_one_word_of_it_often() {
    let text = talk(&[
        ("Ola", "Scanner here, scanner there, a scanner at the mill and a scanner on the cart, I said to my brother."),
        ("Ben", "It is wet."),
        ("Ben", "It is late."),
        ("Ola", "Warm scanner, north gate."),
    ]);
    assert_eq!(first(&[&text], "A warm scanner for the north gate"), "Warm scanner, north gate.");
}

#[test]
fn a_word_that_is_made_of_another_counts_more_than_one_that_begins_alike() {
    let text = talk(&[
        ("Ola", "The portal closes at night."),
        ("Ben", "We sell sensors to harbours."),
        ("Ola", "We sell sensible hats to farms."),
    ]);
    assert_eq!(first(&[&text], "A sensor is sold"), "We sell sensors to harbours.");
}

#[test]
fn of_a_long_paragraph_the_best_sentence_is_quoted() {
    let filler = "The parties meet once a year to talk about the state of the fields. ".repeat(8);
    let text = Text::snippet(&format!("{filler}The supplier replaces a broken scanner within two days. {filler}"));
    assert_eq!(
        first(&[&text], "broken scanners are replaced"),
        "The supplier replaces a broken scanner within two days."
    );
}

#[test]
fn nothing_is_found_for_small_words_or_in_nothing() {
    let text = talk(&[("Ola", "It is what it is.")]);
    assert_eq!(search_all(&[&text], &Query::new("it is what it is", &Related::default()), 5), []);
    assert_eq!(search_all(&[], &Query::new("scanner", &Related::default()), 5), []);
}

#[test]
fn a_search_that_is_called_off_has_no_answer() {
    let text = talk(&[("Ola", "The scanner."), ("Ben", "The gate.")]);
    assert_eq!(search(&[&text], &Query::new("scanner", &Related::default()), 5, &mut |_| false), None);
}

proptest! {
    #[test]
    fn whatever_is_asked_of_whatever_passages_lie_in_their_text(
        said in prop::collection::vec(("[A-Z][a-z]{0,6} ?[A-Z]?", "\\PC{0,120}|([a-zé$%0-9,.'’-]{1,9} ){0,40}"), 0..12),
        asked in "\\PC{0,60}|([a-zé$%0-9,.'’-]{1,9} ){0,12}",
    ) {
        let turns: Vec<(&str, &str)> = said.iter().map(|(who, said)| (who.as_str(), said.as_str())).collect();
        let text = talk(&turns);
        let all = text.as_str();
        for query in [asked.as_str(), turns.first().map_or("", |turn| turn.1)] {
            let found = search_all(&[&text], &Query::new(query, &Related::default()), 5);
            prop_assert!(found.len() <= 5);
            prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
            for passage in found {
                prop_assert!(all.get(passage.range.clone()).is_some() && all.get(passage.quote.clone()).is_some());
                prop_assert!(all.get(passage.sentence.clone()).is_some());
                prop_assert!(passage.range.start <= passage.quote.start && passage.quote.end <= passage.range.end);
                prop_assert!(!passage.words.is_empty() && passage.words.iter().all(|word| all.get(word.clone()).is_some()));
                prop_assert!(passage.score.is_finite() && (0.0..=1.0).contains(&passage.covers));
                prop_assert!(text.turns()[passage.turn].range().start <= passage.range.start);
            }
        }
    }
}
