using Kith.Duplicates;
using Kith.Import;
using Kith.Media;
using Kith.Merging;
using Kith.Notes;
using Kith.People;
using Kith.Resources;

namespace Kith.Erasing;

/// <summary>Takes everything away that is kept of a person: there is no way back.</summary>
internal static class Eraser
{
    /// <summary>Erases it.</summary>
    /// <param name="write">The write.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="country">Its country.</param>
    /// <param name="data">What there is, found inside this write.</param>
    /// <param name="files">What is kept of files that name them.</param>
    public static async ValueTask<Problem?> RunAsync(Write write, long tenant, string country, PersonalData data, ImportTraces files)
    {
        await using var overwriting = await write.BeginOverwritingAsync();
        foreach (var person in data.People)
        {
            if (await write.EraseAsync(Person.Resource, person) is { } problem)
                return problem;
        }
        foreach (var note in data.Notes)
        {
            if (await write.EraseAsync(Note.OfPerson, note) is { } problem)
                return problem;
        }
        foreach (var picture in data.Pictures)
        {
            await MediaEndpoints.ForgetAsync(write, tenant, picture);
            if (await write.EraseAsync(MediaObject.Resource, picture) is { } problem)
                return problem;
        }
        foreach (var (survivor, from, to) in data.Mixed)
            await write.EraseVersionsAsync(Person.Resource, survivor, from, to);
        await MergedIdentifiers.ForgetAsync(write, tenant, data.People);
        await files.ForgetAsync(write, tenant, data.People);
        await DuplicateFinder.ForgetAsync(write.Session, tenant, country, data.People, data.Versions);
        await Idempotency.ForgetAsync(write, tenant, [.. data.People, .. data.Notes, .. data.Pictures]);
        return null;
    }
}
