using Slipway.Configuration;
using Slipway.Deployment.Manifest.Layers;
using Slipway.Deployment.Manifest.Variables;

namespace Slipway.Deployment.Manifest;

/// <summary>
/// Reads <c>slipway.yaml</c> and tells of everything that is wrong with it at once:
/// <code>
/// 1  the files: manifest and overlay        ManifestFiles, YamlComposer
/// 2  the overlay over the manifest          NodeMerge
/// 3  variables in the place of references   VariableScope
/// 4  defaults under every service           ServiceDefaults
/// 5  the contract, and what does not fit    ManifestBinder
/// 6  what the values mean                   Validation
/// </code>
/// Trees keep where they are from, so that each problem is told in its own file.
/// </summary>
public static class FleetManifestReader
{
    /// <param name="path">The manifest's file, or a folder with a <c>slipway.yaml</c>.</param>
    /// <param name="options">Overlay, variables, environment.</param>
    public static ManifestReading Read(string path, ManifestOptions options)
    {
        var problems = new List<SourceProblem>();
        var files = new ManifestFiles(problems);
        var file = files.Find(path);
        if (file is null)
            return Reading(path, Path.GetFullPath(path), null, problems);

        var directory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var root = files.Read(file);
        if (options.Environment is { } environment && files.FindOverlay(file, environment) is { } overlay)
            root = files.Read(overlay) is { } above && root is not null ? NodeMerge.Over(root, above) : null;
        if (root is null)
            return Reading(file, directory, null, problems);

        var scope = new VariableScope(root, options, problems);
        root = ServiceDefaults.Apply(scope.Apply(root));
        var manifest = ManifestBinder.Bind(root, directory, options, problems);
        if (manifest is not null && problems.Count == 0)
            Resolve(manifest, directory);
        return Reading(file, directory, manifest, problems);
    }

    private static void Resolve(FleetManifest manifest, string directory)
    {
        manifest.Name ??= FleetNames.OfFolder(directory);
        manifest.Defaults = new ServiceConfig();
        new ManifestPaths(directory).MakeAbsolute(manifest);
    }

    private static ManifestReading Reading(
        string file,
        string directory,
        FleetManifest? manifest,
        List<SourceProblem> problems
    )
    {
        // What a default has wrong is wrong with every service, and is told once.
        ManifestProblem[] all =
        [
            .. problems
                .DistinctBy(problem => (problem.Mark, problem.Message))
                .OrderBy(problem => problem.Mark.Line > 0)
                .ThenBy(problem => problem.Mark.File == file ? "" : problem.Mark.File, StringComparer.Ordinal)
                .ThenBy(problem => problem.Mark.Line)
                .ThenBy(problem => problem.Mark.Column)
                .ThenBy(problem => problem.Path, StringComparer.Ordinal)
                .Select(ToManifest),
        ];
        return new ManifestReading
        {
            File = file,
            Directory = directory,
            Manifest = all.Length == 0 ? manifest : null,
            Unchecked = manifest,
            Problems = [.. all.Take(ManifestReading.MostProblems)],
            MoreProblems = Math.Max(0, all.Length - ManifestReading.MostProblems),
        };
    }

    private static ManifestProblem ToManifest(SourceProblem problem) =>
        new(problem.Mark.File, problem.Mark.Line, problem.Mark.Column, problem.Path, problem.Message.TrimEnd('.'));
}
