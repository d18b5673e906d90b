namespace Slipway.Deployment.Manifest;

/// <summary>Makes a manifest's paths absolute, which were relative to its folder.</summary>
internal sealed class ManifestPaths(string directory)
{
    public void MakeAbsolute(FleetManifest manifest)
    {
        foreach (var service in manifest.Services.Values)
        {
            service.Model =
                service.Model is { } model && SourceAddress.SchemeOf(model) is null ? Full(model) : service.Model;
            service.Project = FullOrNone(service.Project);
            if (service.Server is not { } server)
                continue;
            server.CaFile = FullOrNone(server.CaFile);
            server.RequireSignature = server.RequireSignature?.ConvertAll(Full);
        }

        manifest.Containers.Base = FullBase(manifest.Containers.Base);
        if (manifest.Gateway.Tls is { } tls)
            (tls.Certificate, tls.Key) = (Full(tls.Certificate), Full(tls.Key));
        if (manifest.Gateway.Auth is { } auth)
            auth.KeysFile = FullOrNone(auth.KeysFile);
    }

    // An image on disk; all else is a reference, or a name.
    private string? FullBase(string? foundation)
    {
        foreach (var scheme in (string[])["oci:", "oci-archive:"])
        {
            if (foundation?.StartsWith(scheme, StringComparison.Ordinal) == true)
                return scheme + Full(foundation[scheme.Length..]);
        }

        return foundation;
    }

    private string? FullOrNone(string? path) => path is null ? null : Full(path);

    private string Full(string path) => Path.GetFullPath(Path.Combine(directory, path));
}
