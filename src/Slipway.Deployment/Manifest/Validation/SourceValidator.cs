using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>What a service is made of is one thing, and it is there.</summary>
internal sealed class SourceValidator : ServiceValidator
{
    private static readonly string[] Schemes = ["oci", "s3", "az", "https", "http"];

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        string[] given =
        [
            .. new[] { ("model", service.Model), ("project", service.Project), ("image", service.Image) }
                .Where(source => source.Item2 is not null)
                .Select(source => source.Item1),
        ];
        if (given.Length == 0)
            findings.AddMissing(path, "nothing says what it is made of: give it a model, a project or an image");
        foreach (var more in given.Skip(1))
        {
            findings.AddToKey(
                NodePath.Join(path, more),
                $"it has a {given[0]} already; a service is made of one thing"
            );
        }

        CheckModel(service.Model, NodePath.Join(path, "model"), findings);
        CheckProject(service.Project, NodePath.Join(path, "project"), findings);
        CheckImage(service.Image, NodePath.Join(path, "image"), manifest.Target, findings);
        if (service is { Arguments.Count: > 0, Model: not null })
            findings.AddToKey(
                NodePath.Join(path, "arguments"),
                "a model's server takes none: its settings are under 'server'; arguments are for the program of a project"
            );
    }

    private static void CheckModel(string? model, string path, ManifestFindings findings)
    {
        if (model is null)
            return;
        if (model.Length == 0)
        {
            findings.Add(path, "it is empty: name a model file, a package folder or an address");
        }
        else if (SourceAddress.SchemeOf(model) is { } scheme)
        {
            if (!Schemes.Contains(scheme))
                findings.Add(
                    path,
                    $"models do not come from '{scheme}://' addresses; known: {string.Join(", ", Schemes.Select(s => s + "://"))}"
                );
        }
        else if (!Path.Exists(findings.FullPath(model)))
        {
            findings.Add(path, $"there is no model at {findings.FullPath(model)}");
        }
        else if (HasProject(findings.FullPath(model)))
        {
            findings.Add(path, $"{findings.FullPath(model)} is a project in .NET: name it by 'project'");
        }
    }

    private static void CheckProject(string? project, string path, ManifestFindings findings)
    {
        if (project is null)
            return;
        if (project.Length == 0)
            findings.Add(path, "it is empty: name the project's folder");
        else if (SourceAddress.SchemeOf(project) is not null)
            findings.Add(path, "a project is a folder of this machine; what is published elsewhere is an 'image'");
        else if (!Path.Exists(findings.FullPath(project)))
            findings.Add(path, $"there is no project at {findings.FullPath(project)}");
    }

    private static void CheckImage(string? image, string path, FleetTarget target, ManifestFindings findings)
    {
        if (image is null)
            return;
        if (image.Length == 0 || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            findings.Add(path, $"'{image}' is no reference of an image, such as registry.example/team/iris:1");
        else if (target == FleetTarget.Process)
            findings.Add(
                path,
                "images run with the targets 'container' and 'kubernetes' alone; say 'target: container' at the top"
            );
    }

    private static bool HasProject(string folder)
    {
        try
        {
            return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.??proj").Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
