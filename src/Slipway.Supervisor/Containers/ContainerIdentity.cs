namespace Slipway.Supervisor.Containers;

/// <summary>How a container is written down: told apart from a process by what stands before its id.</summary>
internal static class ContainerIdentity
{
    private const string Prefix = "container:";

    public static string Of(string id) => Prefix + id;

    /// <summary>Null: not of a container.</summary>
    public static string? IdOf(string identity) =>
        identity.StartsWith(Prefix, StringComparison.Ordinal) ? identity[Prefix.Length..] : null;
}
