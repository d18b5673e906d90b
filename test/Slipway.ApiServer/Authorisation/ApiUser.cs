namespace Slipway.ApiServer.Authorisation;

/// <summary>Who asks.</summary>
public sealed record ApiUser(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>Members may do everything, whatever the roles say.</summary>
    public const string Masters = "system:masters";

    public static ApiUser Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public static ApiUser ServiceAccount(string inNamespace, string name) =>
        new(
            $"system:serviceaccount:{inNamespace}:{name}",
            ["system:serviceaccounts", $"system:serviceaccounts:{inNamespace}", "system:authenticated"]
        );
}
