using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Kith.Export;
using Kith.People;

namespace Kith.Import.Mapping;

/// <summary>What columns are by their names.</summary>
internal static class Headers
{
    private const double Ambiguous = 0.7;
    private const double Guessed = 0.6;

    /// <summary>What is said of somebody else.</summary>
    private static readonly string[] Others = ["assistant", "manager", "spouse", "partner", "emergency", "referr", "parent", "assistent", "noodcontact"];

    private static readonly FrozenDictionary<string, HeaderMeaning> Meanings = Build();

    /// <summary>What a name says; null when it says nothing that is known.</summary>
    public static HeaderMeaning? Find(string header)
    {
        var key = KeyOf(header, out var number);
        // "Phone (2)" is how a second column of the same name is called, "Street 2" the second line of a street.
        var isSecondLine = number > 1 && !header.TrimEnd().EndsWith(')');
        var found = Meanings.GetValueOrDefault(key)
            ?? Shortened(key, "person") ?? Shortened(key, "contact")
            ?? (key.EndsWith('#') ? Meanings.GetValueOrDefault(key[..^1]) ?? Shortened(key[..^1], "person") : null);
        if (found is null)
            return Guess(key);
        // In "Address 2 - Street" the number tells addresses apart, in "Street 2" lines.
        var mark = key.IndexOf('#', StringComparison.Ordinal);
        if (found.Group is { } group && mark >= 0 && mark < key.Length - 1)
            return found with { Number = number, Group = $"{group} {number}", Rank = found.Rank + (10 * (number - 1)) };
        return found with { Number = number, IsExtension = found.IsExtension || (found.Target == Target.Street && key.EndsWith('#') && isSecondLine) };
    }

    /// <summary>A name without what does not count; a number is #.</summary>
    public static string KeyOf(string header, out int number)
    {
        var key = new StringBuilder(header.Length);
        number = 0;
        var isFirst = true;
        var folded = Folding.Fold(header);
        for (var at = 0; at < folded.Length; at++)
        {
            if (char.IsAsciiDigit(folded[at]))
            {
                var start = at;
                while (at + 1 < folded.Length && char.IsAsciiDigit(folded[at + 1]))
                    at++;
                if (isFirst && at - start < 4)
                    number = int.Parse(folded.AsSpan(start, at - start + 1), CultureInfo.InvariantCulture);
                isFirst = false;
                key.Append('#');
            }
            else if (char.IsLetter(folded[at]) || folded[at] == '#')
            {
                key.Append(folded[at]);
            }
        }
        return key.ToString();
    }

    private static HeaderMeaning? Shortened(string key, string program) =>
        key.Length > program.Length && key.StartsWith(program, StringComparison.Ordinal) ? Meanings.GetValueOrDefault(key[program.Length..]) : null;

    /// <summary>By a word in it.</summary>
    private static HeaderMeaning? Guess(string key)
    {
        if (Others.Any(other => key.Contains(other, StringComparison.Ordinal)))
            return new(Target.Note, Ambiguous);
        if (key.Contains("linkedin", StringComparison.Ordinal))
            return new("linkedinId", Guessed);
        if (key.Contains("mail", StringComparison.Ordinal))
            return new(Target.EmailAddresses, Guessed);
        string[] phones = ["phone", "telefo", "mobil", "gsm", "handy", "fax"];
        return phones.Any(word => key.Contains(word, StringComparison.Ordinal)) ? new(Target.PhoneNumbers, Guessed) : null;
    }

    private static FrozenDictionary<string, HeaderMeaning> Build()
    {
        var meanings = new Dictionary<string, HeaderMeaning>(StringComparer.Ordinal);
        // A property is found under its own name without a word here.
        foreach (var target in Target.All)
        {
            if (target.Kind is not (TargetKind.Note or TargetKind.FullName or TargetKind.Id))
                meanings[KeyOf(target.Name, out _)] = new(target.Name, 1);
        }
        foreach (var (name, word, isAmbiguous) in Read(HeaderWords.Targets))
        {
            var meaning = name switch
            {
                "name" => new HeaderMeaning(Target.FullName, 0.9) { Ambiguity = Ambiguity.Name },
                "title" => new HeaderMeaning("jobTitle", 0.8) { Ambiguity = Ambiguity.Title },
                _ => new HeaderMeaning(name, isAmbiguous ? Ambiguous : 1),
            };
            meanings[word] = meaning;
        }
        // JSON says what list an address or a number is in.
        foreach (var list in Person.Resource.Fields.OfType<PartsField>())
            meanings[KeyOf(list.Name + list.Parts[0].Name, out _)] = new(list.Name, 1);
        meanings[KeyOf(SheetLayout.Id, out _)] = new(Target.Id, 1);
        AddAddresses(meanings);
        return meanings.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void AddAddresses(Dictionary<string, HeaderMeaning> meanings)
    {
        var groups = Read(HeaderWords.GroupsOfAddress).ToList();
        foreach (var (name, part, isAmbiguous) in Read(HeaderWords.PartsOfAddress))
        {
            HeaderMeaning Meaning(string group) => name == "region"
                ? new(Target.Note, 1)
                : new(name == "house" ? Target.Street : name, isAmbiguous ? Ambiguous : 1)
                {
                    Group = group,
                    Rank = group switch { "home" => 1, "other" => 2, _ => 0 },
                    IsExtension = name == "house",
                };
            meanings[part] = Meaning("address");
            foreach (var (group, word, _) in groups)
            {
                meanings.TryAdd(word + part, Meaning(group));
                meanings.TryAdd(part + word, Meaning(group));
            }
        }
    }

    private static IEnumerable<(string Name, string Key, bool IsAmbiguous)> Read(string lines) =>
        from line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        from word in line[(colon + 1)..].Split(',')
        let text = word.Trim()
        select (line[..colon], KeyOf(text, out _), text.StartsWith('~'));
}
