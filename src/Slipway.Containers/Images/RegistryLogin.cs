namespace Slipway.Containers.Images;

/// <summary>With what an engine is to ask a registry.</summary>
/// <param name="User">Empty where <paramref name="IdentityToken"/> is given.</param>
/// <param name="Password">Empty where <paramref name="IdentityToken"/> is given.</param>
/// <param name="IdentityToken">A token that takes the place of both; null for none.</param>
public sealed record RegistryLogin(string User, string Password, string? IdentityToken = null)
{
    /// <summary>Tells no secret.</summary>
    public override string ToString() => User;
}
