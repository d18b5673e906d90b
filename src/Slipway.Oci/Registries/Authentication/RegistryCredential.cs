namespace Slipway.Oci.Registries.Authentication;

/// <summary>Who this is to a registry.</summary>
/// <param name="User">The name; empty where there is an identity token instead.</param>
/// <param name="Secret">The password, or the identity token.</param>
/// <param name="IsToken">The secret is an identity token, which is changed for others (OAuth 2 refresh token).</param>
public sealed record RegistryCredential(string User, string Secret, bool IsToken = false)
{
    public override string ToString() => IsToken ? "an identity token" : $"the password of '{User}'";
}
