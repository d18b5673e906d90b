using System.Net;
using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>The front door: where it listens, and who may call.</summary>
internal sealed class GatewayValidator : IManifestValidator
{
    private const string Place = "gateway";

    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        var gateway = manifest.Gateway;
        var port = NodePath.Join(Place, "port");
        var grpcPort = NodePath.Join(Place, "grpc_port");
        if (gateway.Host is not ("*" or "localhost") && !IPAddress.TryParse(gateway.Host, out _))
            findings.Add(
                NodePath.Join(Place, "host"),
                $"'{gateway.Host}' is no address of this machine: an IP address, localhost, or * for all interfaces"
            );
        findings.Within(port, (int?)gateway.Port, 0, ushort.MaxValue);
        findings.Within(grpcPort, (int?)gateway.GrpcPort, 0, ushort.MaxValue);
        if (gateway.Port == gateway.GrpcPort && gateway.Port != 0)
            findings.Add(grpcPort, $"REST has port {gateway.Port} already; gRPC takes another one");
        findings.Within(NodePath.Join(Place, "max_request_bytes"), (long?)gateway.MaxRequestBytes, 1, int.MaxValue);
        findings.Within(NodePath.Join(Place, "max_concurrency"), (int?)gateway.MaxConcurrency, 1, int.MaxValue);
        CheckTls(gateway.Tls, NodePath.Join(Place, "tls"), findings);
        CheckAuth(gateway.Auth, NodePath.Join(Place, "auth"), findings);
    }

    private static void CheckTls(TlsConfig? tls, string place, ManifestFindings findings)
    {
        if (tls is null)
            return;
        CheckFile(tls.Certificate, place, "certificate", "a certificate in PEM", findings);
        CheckFile(tls.Key, place, "key", "the certificate's private key in PEM", findings);
    }

    private static void CheckFile(string file, string place, string key, string what, ManifestFindings findings)
    {
        if (file.Length == 0)
            findings.AddMissing(place, $"'{key}' is missing: the file of {what}");
        else
            findings.FileExists(NodePath.Join(place, key), file, what);
    }

    private static void CheckAuth(AuthConfig? auth, string place, ManifestFindings findings)
    {
        if (auth is null)
            return;
        if (auth is { KeysFile: null, Jwt: null })
            findings.AddMissing(place, "nothing says who may call: give it a keys_file, or jwt, or both");
        findings.FileExists(NodePath.Join(place, "keys_file"), auth.KeysFile, "a file of lines NAME: KEY");
        if (auth.Jwt is not { } jwt)
            return;
        var own = NodePath.Join(place, "jwt");
        if (jwt.Authority.Length == 0)
            findings.AddMissing(own, "'authority' is missing: the issuer's address");
        else if (!IsTrusted(jwt.Authority))
            findings.Add(
                NodePath.Join(own, "authority"),
                $"'{jwt.Authority}' must be an https:// address (http:// of this machine alone): the issuer's keys come from there"
            );
        if (jwt.Audience.Length == 0)
            findings.AddMissing(own, "'audience' is missing: whom tokens must be for");
    }

    private static bool IsTrusted(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
