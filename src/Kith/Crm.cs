using Kith.Media;
using Kith.NoteCategories;
using Kith.Notes;
using Kith.Organizations;
using Kith.People;
using Kith.Segments;
using Kith.Tags;
using Kith.Users;

namespace Kith;

/// <summary>Everything that Kith knows of, in the order of the documentation.</summary>
internal static class Crm
{
    public static readonly Vocabulary Vocabulary = new(
        Person.Resource,
        Note.OfPerson,
        Organization.Resource,
        Note.OfOrganization,
        Segment.Resource,
        Tag.Resource,
        User.Resource,
        NoteCategory.Resource,
        MediaObject.Resource);

    /// <summary>Opens a database, with the tables that features keep beside documents.</summary>
    public static Task<Database> OpenDatabaseAsync(DatabaseAddress address, TimeProvider clock) =>
        Database.OpenAsync(address, Vocabulary, Script.In(typeof(Crm).Assembly), clock);
}
