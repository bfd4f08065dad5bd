using Kith.Hydra;

namespace Kith.Storage;

/// <summary>Reading and writing on behalf of a request that is measured.</summary>
public sealed partial class Database
{
    private async ValueTask<T> MeasureAsync<T>(DatabaseUse use, Func<Session, ValueTask<T>> read, CancellationToken cancellation)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            return await RunReadAsync(use.Counted(read), cancellation);
        }
        finally
        {
            use.Add(Clock.GetElapsedTime(begun));
        }
    }

    private async ValueTask<T> MeasureAsync<T>(DatabaseUse use, Func<Session, ValueTask<T>> write)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            return await RunWriteBesideAsync(use.Counted(write));
        }
        finally
        {
            use.Add(Clock.GetElapsedTime(begun));
        }
    }

    private async Task<Outcome<T>> MeasureAsync<T>(DatabaseUse use, Author author, Func<Write, ValueTask<Outcome<T>>> write)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            return await Engine.WriteAsync(author.Tenant, use.Counted(session => FinishAsync(new Write(this, session, author), write)));
        }
        finally
        {
            use.Add(Clock.GetElapsedTime(begun));
        }
    }
}
