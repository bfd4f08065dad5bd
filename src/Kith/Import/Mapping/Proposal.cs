using Kith.Import.Sheets;

namespace Kith.Import.Mapping;

/// <summary>
/// What the columns of a file probably are. Their names come first and their content decides: a column of phone numbers is not
/// taken for e-mail addresses because it is called so. What is not recognised becomes a line of a note, so that nothing is lost.
/// </summary>
internal static class Proposal
{
    private const string Cards = "text/vcard";
    private const double Unknown = 0.3;

    /// <summary>The name says one thing, and the values are not it.</summary>
    private const double Doubted = 0.4;

    /// <summary>Without samples only the name speaks.</summary>
    private const double Unseen = 0.9;

    /// <summary>What Outlook writes into every row, and says nothing.</summary>
    private static readonly Dictionary<string, string[]> Fillings = new(StringComparer.Ordinal)
    {
        ["emailtype"] = ["SMTP", "EX"],
        ["email#type"] = ["SMTP", "EX"],
        ["priority"] = ["Normal"],
        ["sensitivity"] = ["Normal"],
        ["private"] = ["False", "FALSE"],
        ["gender"] = ["Unspecified"],
        ["birthday"] = ["0/0/00", "0-0-00"],
        ["anniversary"] = ["0/0/00", "0-0-00"],
    };

    /// <summary>A mapping for each column, in their order.</summary>
    public static IReadOnlyList<Proposed> For(SheetFormat format, IReadOnlyList<ColumnSummary> columns)
    {
        var candidates = columns.Select(column => CandidateOf(format, column)).ToArray();
        TakeExported(format, candidates);
        Disambiguate(candidates);
        if (!Array.Exists(candidates, static each => each.Target is Target.FullName or "familyName" or "givenName"))
            FindNames(candidates);
        ChooseSingles(candidates);
        ChooseAddress(candidates);
        PairLabels(candidates);
        return [.. candidates.Select(static each => new Proposed(
            each.IsFilling ? new ColumnMapping(Target.Note, ColumnMode.Skip) : Target.Named(each.Target)!.Mapping(each.Of), Math.Round(each.Confidence, 2)))];
    }

    private static Candidate CandidateOf(SheetFormat format, ColumnSummary column)
    {
        var key = Headers.KeyOf(column.Name, out _);
        var meaning = format.MediaType == Cards ? CardHeaders.Find(column.Name)
            : format.MediaType == JsonLines.MediaType && column.Name == JsonLines.Id ? new HeaderMeaning(Target.Id, 1)
            : Headers.Find(column.Name);
        var candidate = new Candidate(column, meaning, key);
        if (Fillings.TryGetValue(key, out var fillings) && column.Samples.Count > 0 && column.Samples.All(fillings.Contains))
            (candidate.IsFilling, candidate.Confidence) = (true, 0.9);
        else if (meaning is null or { Target: Target.Note })
            Take(candidate, meaning is null || column.Samples.All(Contents.IsProfile) ? Contents.Guess(column.Samples) : null, meaning?.Confidence ?? Unknown);
        else
            Weigh(candidate, meaning);
        return candidate;
    }

    /// <summary>
    /// In a file that was exported here there is an id. Its columns are what they are called, whatever is in them; what the server alone says
    /// of people says nothing to it.
    /// </summary>
    private static void TakeExported(SheetFormat format, Candidate[] candidates)
    {
        if (format.MediaType == Cards && ExportedId.OfCards([.. candidates.Select(static each => each.Column)]) is { } id)
        {
            var candidate = Array.Find(candidates, each => each.Column.Name == id)!;
            (candidate.Target, candidate.Confidence) = (Target.Id, 1);
        }
        if (!Array.Exists(candidates, static each => each.Target == Target.Id))
            return;
        foreach (var candidate in candidates.Where(static each => each.Target != Target.Id))
        {
            if (ExportedId.IsSaidByServer(candidate.Column.Name))
                (candidate.Target, candidate.IsFilling, candidate.Confidence) = (Target.Note, true, 1);
            else if (candidate.Meaning is { } meaning)
                (candidate.Target, candidate.Confidence) = (meaning.Target, meaning.Confidence);
        }
    }

    /// <summary>
    /// What the name says, as far as the content bears it out. What is plainly called an e-mail address or a phone number, and is nothing else either, is one that
    /// is written wrongly: its rows say so, where a note would hide it.
    /// </summary>
    private static void Weigh(Candidate candidate, HeaderMeaning meaning)
    {
        var fit = Contents.Fit(Target.Named(meaning.Target)!, candidate.Column.Samples);
        if (fit is not < 0.5)
            (candidate.Target, candidate.Confidence) = (meaning.Target, meaning.Confidence * (fit is { } share ? 0.4 + (0.6 * share) : Unseen));
        else if (Contents.Guess(candidate.Column.Samples) is { } guess && guess.Target != meaning.Target)
            (candidate.Target, candidate.Confidence) = (guess.Target, guess.Confidence * 0.8);
        else if (meaning.Confidence == 1 && Contents.AreWrittenWrongly(meaning.Target, candidate.Column.Samples))
            (candidate.Target, candidate.Confidence) = (meaning.Target, Doubted);
        else
            (candidate.Target, candidate.Confidence) = (Target.Note, Unknown);
    }

    private static void Take(Candidate candidate, (string Target, double Confidence)? guess, double otherwise) =>
        (candidate.Target, candidate.Confidence) = guess ?? (Target.Note, otherwise);

    /// <summary>A name is the family name beside a given name; a title is how somebody is addressed beside a job title.</summary>
    private static void Disambiguate(Candidate[] candidates)
    {
        foreach (var candidate in candidates.Where(static each => each.IsRecognised))
        {
            if (candidate.Meaning!.Ambiguity == Ambiguity.Name)
            {
                var (hasFamily, hasGiven) = (Has(candidates, "familyName"), Has(candidates, "givenName"));
                if (hasGiven && !hasFamily)
                    candidate.Target = "familyName";
                else if (hasFamily && !hasGiven && candidate.Key == "nombre")
                    candidate.Target = "givenName";
            }
            else if (candidate.Meaning.Ambiguity == Ambiguity.Title)
            {
                var samples = candidate.Column.Samples;
                if (samples.Count > 0 ? samples.All(FullName.IsPrefix) : Array.Exists(candidates, other => other != candidate && other.Target == "jobTitle"))
                    candidate.Target = "honorificPrefix";
            }
        }
    }

    private static bool Has(Candidate[] candidates, string target) =>
        Array.Exists(candidates, each => each.Target == target && each.Meaning?.Ambiguity != Ambiguity.Name);

    /// <summary>A file without a name of anybody: the first column that could be names.</summary>
    private static void FindNames(Candidate[] candidates)
    {
        if (Array.Find(candidates, static each => each.Meaning is null && each.Target == Target.Note && Contents.AreNames(each.Column.Samples)) is { } found)
            (found.Target, found.Confidence) = (Target.FullName, 0.4);
    }

    /// <summary>Of several columns for a property the better one has it; one with values is better than one without.</summary>
    private static void ChooseSingles(Candidate[] candidates)
    {
        var rivals = candidates.Where(static each => Target.Named(each.Target)!.IsSingle && !each.IsPartOfAddress).GroupBy(static each => each.Target);
        foreach (var others in rivals.Select(static group => group.OrderByDescending(static each => each.Column.Filled > 0).ThenByDescending(static each => each.Confidence).ThenBy(static each => each.Meaning?.Number ?? 0).Skip(1)).ToList())
        {
            foreach (var other in others)
                other.BecomeNote();
        }
    }

    /// <summary>One address is the person's, all parts of it.</summary>
    private static void ChooseAddress(Candidate[] candidates)
    {
        var groups = candidates.Where(static each => each.IsPartOfAddress).GroupBy(static each => each.Meaning!.Group)
            .OrderByDescending(static group => group.Any(static each => each.Column.Filled > 0)).ThenBy(static group => group.Min(static each => each.Meaning!.Rank)).ToList();
        foreach (var other in groups.Skip(1).SelectMany(static group => group))
            other.BecomeNote();
        if (groups.Count == 0)
            return;
        string? street = null;
        foreach (var part in groups[0].Where(static each => !each.Meaning!.IsExtension).GroupBy(static each => each.Target).ToList())
        {
            var ordered = part.OrderByDescending(static each => each.Column.Filled > 0).ThenByDescending(static each => each.Confidence).ToList();
            if (part.Key == Target.Street)
                street = ordered[0].Column.Name;
            foreach (var other in ordered.Skip(1))
                other.BecomeNote();
        }
        foreach (var extension in groups[0].Where(static each => each.Meaning!.IsExtension).ToList())
        {
            if (street is null)
                extension.BecomeNote();
            else
                extension.Of = street;
        }
    }

    /// <summary>The label of a phone number belongs to the number that has its number.</summary>
    private static void PairLabels(Candidate[] candidates)
    {
        foreach (var label in candidates.Where(static each => each.Target == Target.PhoneType))
        {
            var number = Array.Find(candidates, each => each.Target == Target.PhoneNumbers
                && (label.Meaning!.Of is { } of ? each.Column.Name == of : each.Meaning?.Number == label.Meaning.Number));
            if (number is null)
                label.BecomeNote();
            else
                label.Of = number.Column.Name;
        }
    }

    /// <summary>A column, and what it is taken for so far.</summary>
    private sealed class Candidate(ColumnSummary column, HeaderMeaning? meaning, string key)
    {
        public ColumnSummary Column => column;

        public HeaderMeaning? Meaning => meaning;

        public string Key => key;

        public string Target { get; set; } = Mapping.Target.Note;

        public double Confidence { get; set; }

        public string? Of { get; set; }

        /// <summary>Whether it holds nothing but what a program fills it with.</summary>
        public bool IsFilling { get; set; }

        /// <summary>Whether it is taken for what its name says.</summary>
        public bool IsRecognised => meaning is not null && Target == meaning.Target;

        public bool IsPartOfAddress => meaning?.Group is not null && IsRecognised && Target != Mapping.Target.Note;

        public void BecomeNote() => (Target, Confidence) = (Mapping.Target.Note, 0.8);
    }
}
