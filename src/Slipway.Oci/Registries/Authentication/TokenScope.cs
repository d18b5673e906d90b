namespace Slipway.Oci.Registries.Authentication;

/// <summary>What a token must allow (distribution specification, <em>Token Scope</em>).</summary>
/// <param name="Registry">The registry's name, under which credentials are kept.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Push">Whether it is written to.</param>
/// <param name="MountFrom">Another repository of the registry, which is read too; null for none.</param>
internal sealed record TokenScope(string Registry, string Repository, bool Push, string? MountFrom = null)
{
    /// <summary>As it stands in requests for tokens.</summary>
    public IEnumerable<string> Words =>
        MountFrom is null
            ? [$"repository:{Repository}:{Actions}"]
            : [$"repository:{Repository}:{Actions}", $"repository:{MountFrom}:pull"];

    private string Actions => Push ? "pull,push" : "pull";
}
