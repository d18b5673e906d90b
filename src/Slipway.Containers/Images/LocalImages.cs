namespace Slipway.Containers.Images;

/// <summary>Names of images that are made on this machine, for a fleet of it: they begin with a registry that there is not.</summary>
public static class LocalImages
{
    private const string Registry = "slipway.local";

    /// <summary>What the names of a fleet's images begin with.</summary>
    /// <param name="fleet">Its name on this machine, which no other has.</param>
    public static string Prefix(string fleet) => $"{Registry}/{fleet}/";

    /// <param name="fleet">As of <see cref="Prefix"/>.</param>
    /// <param name="service">Whose it is.</param>
    /// <param name="tag">Another one for another content.</param>
    public static string Name(string fleet, string service, string tag) => $"{Prefix(fleet)}{service}:{tag}";

    /// <summary>Whether it can be had from nowhere but this machine.</summary>
    public static bool IsLocal(string reference) => reference.StartsWith(Registry + "/", StringComparison.Ordinal);
}
