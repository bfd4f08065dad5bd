using System.IO.Hashing;
using System.Text;
using Kith.Identity;

namespace Kith.Duplicates;

/// <summary>
/// What people must have in common to be compared: without at least one of these, nothing that <see cref="Likeness"/> knows of would
/// make them the same. A name alone is none: of common names there are too many, and namesakes are not the same.
/// </summary>
internal static class BlockingKeys
{
    /// <summary>Changes whenever other keys are derived.</summary>
    public const int Version = 1;

    /// <summary>A key that more people share tells nobody apart: a switchboard, an address of a tower, a common name in a large organization.</summary>
    public const int MostSharing = 24;

    /// <summary>Short forms stand for several names.</summary>
    private const int MostNames = 5;

    /// <summary>The keys of a person, as hashes.</summary>
    public static IReadOnlySet<long> Of(Traits person)
    {
        var keys = new HashSet<long>();
        foreach (var mailbox in person.Mailboxes)
            Add("mailbox", mailbox);
        foreach (var phone in person.Phones)
            Add("phone", phone.Number);
        if (person.LinkedIn is { } linkedIn)
            Add("linkedin", linkedIn);
        if (person.CustomerId is { } customerId)
            Add("customer", customerId);
        if (person.Place is { } place)
            Add("place", place);
        foreach (var name in NamesOf(person.Name))
        {
            foreach (var organization in person.Organizations)
                Add("organization", $"{name}\n{organization}");
            foreach (var mailbox in person.Mailboxes)
                Add("domain", $"{name}\n{mailbox[mailbox.LastIndexOf('@')..]}");
        }
        return keys;

        void Add(string kind, string value) => keys.Add((long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{kind}\n{value}")));
    }

    /// <summary>The full names that somebody may go by, whichever of the two comes first.</summary>
    private static IEnumerable<string> NamesOf(PersonalName name)
    {
        var family = string.Concat(name.Family);
        if (name.Given.Count == 0)
        {
            // All of the name may stand in one property.
            if (name.Family.Count == 2)
                yield return Ordered(name.Family[0], name.Family[1]);
            yield break;
        }
        foreach (var given in GivenNames.NamesOf(string.Concat(name.Given)).Take(MostNames))
            yield return Ordered(given, family);
    }

    private static string Ordered(string one, string other) => string.CompareOrdinal(one, other) < 0 ? $"{one} {other}" : $"{other} {one}";
}
