using Kith.Hydra;

namespace Kith.Storage;

public sealed partial class Write
{
    /// <summary>
    /// Does a part of this write that may be refused by itself: what it did is taken back then, and everything else stays. What is
    /// thrown ends the whole write, as it does elsewhere.
    /// </summary>
    /// <param name="part">The part; parts do not nest.</param>
    public async ValueTask<Outcome<T>> TryAsync<T>(Func<ValueTask<Outcome<T>>> part)
    {
        // The revision that ids and entries go on from is read before: it does not change with what is taken back.
        await ReadPositionAsync();
        var (revision, lastId, counts) = (_revision, _lastId, _counts.ToDictionary());
        var savepoint = new Name("part");
        await Session.RunLaterAsync($"savepoint {savepoint}");
        var outcome = await part();
        if (outcome.Problem is not null)
        {
            await Session.RollbackToAsync(savepoint);
            // What the part made or changed is as it was.
            _there.Clear();
            _indexes.ForgetAll();
            (_revision, _lastId) = (revision, lastId);
            _counts.Clear();
            foreach (var (resource, change) in counts)
                _counts[resource] = change;
        }
        await Session.RunLaterAsync($"release savepoint {savepoint}");
        return outcome;
    }
}
