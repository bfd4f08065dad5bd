namespace Kith.Hydra;

/// <summary>What was asked for, or the problem that stood in the way: expected errors are values, not exceptions.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public readonly struct Outcome<T>
{
    private Outcome(T? value, Problem? problem) => (Value, Problem) = (value, problem);

    /// <summary>What was asked for; default when there is a <see cref="Problem"/>.</summary>
    public T? Value { get; }

    /// <summary>Why it could not be had; null when it could.</summary>
    public Problem? Problem { get; }

    /// <summary>Tells the two apart.</summary>
    public bool Succeeded(out T value, out Problem problem)
    {
        value = Value!;
        problem = Problem!;
        return Problem is null;
    }

    /// <summary>A value is a success.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A problem is a failure.</summary>
    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);
}
