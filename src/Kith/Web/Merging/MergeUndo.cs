namespace Kith.Web.Merging;

/// <summary>Takes merges back, and says what that left alone.</summary>
/// <param name="api">Where it is asked for.</param>
/// <param name="toasts">Where it is told.</param>
/// <param name="L">In which words.</param>
internal sealed class MergeUndo(Api api, Toasts toasts, Texts L)
{
    /// <summary>Undoes merges, the last one first.</summary>
    /// <param name="merges">Their addresses, in the order in which they were made.</param>
    public async Task RunAsync(IReadOnlyList<string> merges)
    {
        var leftAlone = 0;
        foreach (var merge in merges.Reverse())
        {
            var answer = await api.PostAsync($"{merge}/undo");
            if (!answer.Succeeded)
            {
                toasts.Warn(answer);
                return;
            }
            leftAlone += answer.Json.Objects("leftAlone").Count;
        }
        var undone = L.Count(merges.Count, "The merge was undone.", "{0} merges were undone.");
        toasts.Say(leftAlone == 0 ? undone : $"{undone} {L.Count(leftAlone, "{0} thing was left as it is, because it was changed since.", "{0} things were left as they are, because they were changed since.")}");
    }
}
