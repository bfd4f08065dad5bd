using static Kith.Hydra.Declare;

namespace Kith.Hydra;

/// <summary>What a <see cref="Problem"/> prints, declared like any other type, for contexts and documentation.</summary>
public static class ProblemTypes
{
    private static readonly Field[] Common =
    [
        Text("type").Required().ReadOnly().Describe("The kind of problem: a reference to its description.", "/errors/404"),
        Text("title").Required().ReadOnly().Describe("The kind of problem in words.", "Not Found"),
        Integer("status").Required().ReadOnly().Describe("The HTTP status.", 404),
        Text("detail").Required().Max(int.MaxValue).ReadOnly().Describe("What happened and what to do, naming the property, parameter or header.", "Not Found"),
        Text("description").Required().Max(int.MaxValue).ReadOnly().Describe("The same as detail, under the name that clients of Hydra look for.", "Not Found"),
        Text("message").Required().Max(int.MaxValue).ReadOnly().Describe("The same as detail, under the name that some published clients look for.", "Not Found"),
    ];

    /// <summary>A request that was refused (RFC 9457).</summary>
    public static readonly Resource Error = new Resource("errors", nameof(Error), Common)
        .Describe("Why a request was refused: a problem document of RFC 9457.");

    /// <summary>A body that was refused, with everything that is wrong with it.</summary>
    public static readonly Resource ConstraintViolation = new Resource("validation_errors", nameof(ConstraintViolation),
    [
        .. Common,
        Parts("violations",
            Text("propertyPath").Required().Describe("Where it is.", "emailAddresses[0].email"),
            Text("message").Required().Max(int.MaxValue).Describe("What is wrong, for people.", "This value is not a valid email address."),
            Text("code").Required().Describe("Which rule was broken, for programs.", ViolationCodes.Email))
            .Required().ReadOnly().Describe("Everything that is wrong with the body."),
    ])
        .Describe("Why a body was refused: a problem document of RFC 9457 with all violations at once.");
}
