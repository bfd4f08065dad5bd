namespace Kith.Hydra;

/// <summary>What an API says of itself, beside what its resources declare.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Version">The version of the program that serves it.</param>
/// <param name="Description">What it is and what holds for all of it, in CommonMark.</param>
/// <param name="Vocabulary">Its resources.</param>
/// <param name="Records">What the server alone makes; see <see cref="Resource.MadeInOrder"/>.</param>
/// <param name="Answers">What operations answer beside resources; see <see cref="Resource.HasAddress"/>.</param>
public sealed record Documentation(
    string Title, string Version, string Description, Vocabulary Vocabulary, IReadOnlyList<Resource> Records, IReadOnlyList<Resource> Answers)
{
    /// <summary>Where the Hydra documentation is, which the IRIs of all classes and properties begin with.</summary>
    public const string Path = "/docs.jsonld";

    /// <summary>Everything that has a type, in the order of the documentation.</summary>
    public IReadOnlyList<Resource> Classes { get; } = [.. Vocabulary.Resources, .. Records, .. Answers, ProblemTypes.Error, ProblemTypes.ConstraintViolation];

    /// <summary>What the entrypoint links to: the collections that are under nothing else.</summary>
    public IEnumerable<Resource> Collections => Vocabulary.Resources.Where(resource => resource.Parent is null);
}
