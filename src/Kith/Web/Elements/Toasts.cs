namespace Kith.Web;

/// <summary>Short messages at the edge of the page, with a way back where there is one.</summary>
internal sealed class Toasts
{
    /// <summary>Something was said, or is said no more.</summary>
    public event Action? Changed;

    /// <summary>What is said now, the newest last.</summary>
    public List<Toast> All { get; } = [];

    /// <summary>Says what was done.</summary>
    /// <param name="text">What was done.</param>
    /// <param name="undo">Takes it back; null when that is not possible.</param>
    public void Say(string text, Func<Task>? undo = null) => Add(new Toast(text, IsProblem: false, undo));

    /// <summary>Says what went wrong.</summary>
    public void Warn(string text) => Add(new Toast(text, IsProblem: true, Undo: null));

    /// <summary>Says what the API found wrong, in its words.</summary>
    public void Warn(ApiAnswer answer) => Warn(answer.Violations is [var (path, message), ..] ? $"{path}: {message}" : answer.Detail);

    /// <summary>Takes a message away.</summary>
    public void Close(Toast toast)
    {
        All.Remove(toast);
        Changed?.Invoke();
    }

    private void Add(Toast toast)
    {
        const int Most = 4;
        if (All.Count == Most)
            All.RemoveAt(0);
        All.Add(toast);
        Changed?.Invoke();
    }
}

/// <summary>A message; each is one of its own, even with the same text.</summary>
internal sealed record Toast(string Text, bool IsProblem, Func<Task>? Undo)
{
    public bool Equals(Toast? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
