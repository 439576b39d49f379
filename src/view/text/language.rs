//! The languages the widget speaks, and which of them fits a reader.

/// A language with a locale file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Ships with the widget; every other one is loaded when it is needed.
    #[default]
    English,
    /// German
    German,
    /// Spanish
    Spanish,
    /// French
    French,
    /// Portuguese as it is written in Brazil.
    BrazilianPortuguese,
    /// Russian
    Russian,
    /// Arabic, written from right to left.
    Arabic,
    /// Chinese in simplified characters.
    SimplifiedChinese,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 8] = [
        Language::English,
        Language::German,
        Language::Spanish,
        Language::French,
        Language::BrazilianPortuguese,
        Language::Russian,
        Language::Arabic,
        Language::SimplifiedChinese,
    ];

    /// Its BCP 47 tag, which is also the name of its locale file.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::Spanish => "es",
            Language::French => "fr",
            Language::BrazilianPortuguese => "pt-BR",
            Language::Russian => "ru",
            Language::Arabic => "ar",
            Language::SimplifiedChinese => "zh-Hans",
        }
    }

    /// The way it is written, as the `dir` attribute has it.
    pub const fn direction(self) -> &'static str {
        match self {
            Language::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// The language for a reader who asks for `tag` (BCP 47), if there is one they read.
    ///
    /// The region does not matter: somebody in Austria gets German, somebody in Portugal the
    /// Portuguese of Brazil. Chinese is the exception. Traditional characters are asked for by
    /// `Hant` or by a region that writes them (Taiwan, Hong Kong, Macao), and simplified ones are no
    /// stand-in for them.
    ///
    /// ```
    /// use upload_widget::view::text::Language;
    /// assert_eq!(Language::of("de-AT"), Some(Language::German));
    /// assert_eq!(Language::of("zh-CN"), Some(Language::SimplifiedChinese));
    /// assert_eq!(Language::of("zh-TW"), None);
    /// ```
    pub fn of(tag: &str) -> Option<Language> {
        let tag = tag.to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        let primary = parts.next().unwrap_or_default();
        let language = Language::ALL.into_iter().find(|language| {
            let own = language.tag();
            own.split_once('-').map_or(own, |(own, _)| own) == primary
        })?;
        let rest: Vec<&str> = parts.collect();
        let traditional = match rest.iter().find(|part| matches!(**part, "hans" | "hant")) {
            Some(script) => *script == "hant",
            None => rest.iter().any(|part| matches!(*part, "tw" | "hk" | "mo")),
        };
        let reads = language != Language::SimplifiedChinese || !traditional;
        reads.then_some(language)
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_reader_gets_the_language_they_read() {
        for (tag, language) in [
            ("en", Some("en")),
            ("en-GB", Some("en")),
            ("DE-at", Some("de")),
            ("de_CH", Some("de")),
            ("es-419", Some("es")),
            ("fr-CA", Some("fr")),
            ("pt", Some("pt-BR")),
            ("pt-PT", Some("pt-BR")),
            ("ru-RU", Some("ru")),
            ("ar-EG", Some("ar")),
            ("zh", Some("zh-Hans")),
            ("zh-CN", Some("zh-Hans")),
            ("zh-Hans-HK", Some("zh-Hans")),
            ("zh-TW", None),
            ("zh-Hant", None),
            ("zh-hk", None),
            ("it", None),
            ("", None),
            ("deutsch", None),
        ] {
            assert_eq!(Language::of(tag).map(Language::tag), language, "{tag}");
        }
    }

    #[test]
    fn arabic_is_written_from_right_to_left() {
        assert_eq!(Language::Arabic.direction(), "rtl");
        assert_eq!(Language::English.direction(), "ltr");
    }
}
