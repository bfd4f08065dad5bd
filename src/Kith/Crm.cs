using Kith.Duplicates;
using Kith.Erasing;
using Kith.Import;
using Kith.Media;
using Kith.Merging;
using Kith.NoteCategories;
using Kith.Notes;
using Kith.Organizations;
using Kith.People;
using Kith.Segments;
using Kith.Tags;
using Kith.Users;
using Kith.Views;

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
        MediaObject.Resource,
        View.Resource,
        Merge.Resource,
        Erasure.Resource,
        FileImport.Resource,
        ImportMapping.Resource);

    /// <summary>The database at an address, with the tables that features keep beside documents.</summary>
    public static Database DatabaseAt(DatabaseAddress address, TimeProvider clock, bool isServer = false) =>
        Database.At(address, Vocabulary, Script.In(typeof(Crm).Assembly), [.. MediaObject.Invariants, .. DuplicateGroup.Invariants], clock, isServer);

    /// <summary>Opens a database, ready to be read and written.</summary>
    public static async Task<Database> OpenDatabaseAsync(DatabaseAddress address, TimeProvider clock, Preparation preparation = Preparation.Migrate, bool isServer = false)
    {
        var database = DatabaseAt(address, clock, isServer);
        try
        {
            await database.PrepareAsync(preparation);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
