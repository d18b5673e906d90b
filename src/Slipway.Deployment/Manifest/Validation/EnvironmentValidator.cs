using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>What a replica's process gets.</summary>
internal sealed class EnvironmentValidator : ServiceValidator
{
    private const string Own = "SLIPWAY_";

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        foreach (var (name, value) in service.Environment ?? [])
        {
            var place = NodePath.Join(NodePath.Join(path, "environment"), name);
            if (!IsName(name))
                findings.AddToKey(
                    place,
                    $"'{name}' cannot be the name of an environment variable: letters, digits, '_', '.', '-' and ':', no digit first"
                );
            else if (name.StartsWith(Own, StringComparison.OrdinalIgnoreCase))
                findings.AddToKey(place, $"names that begin with {Own} are set by Slipway itself");
            CheckText(value, place, findings);
        }

        for (var i = 0; i < (service.Arguments?.Count ?? 0); i++)
        {
            CheckText(service.Arguments![i], NodePath.Join(NodePath.Join(path, "arguments"), i), findings);
        }
    }

    private static void CheckText(string text, string path, ManifestFindings findings)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            findings.Add(path, "no process can be given a text with a NUL in it");
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 256
        && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or ':');
}
