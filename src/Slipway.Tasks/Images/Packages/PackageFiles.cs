using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks.Images.Packages;

/// <summary>The files beside a model that say what its pictures and classes are.</summary>
internal static class PackageFiles
{
    public const string Config = "config.json";
    public const string Preprocessor = "preprocessor_config.json";

    private const int MostBytes = 4 << 20;

    /// <summary>A JSON file of the package, the caller's to dispose; null where there is none.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>, where it is no JSON object.</exception>
    public static JsonDocument? ReadJson(ModelPackage package, string name)
    {
        if (Find(package, name) is not { } path)
            return null;
        try
        {
            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException error)
        {
            throw Invalid($"The file {name} of model '{package.Name}' is not JSON: {error.Message}");
        }

        throw Invalid($"The file {name} of model '{package.Name}' is not a JSON object.");
    }

    /// <summary>The lines of a text file of the package.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>, where it cannot be read.</exception>
    public static IReadOnlyList<string> ReadLines(ModelPackage package, string name)
    {
        var path =
            Find(package, name)
            ?? throw Invalid($"The file '{name}' of model '{package.Name}' is not in its folder, or is over 4 MiB.");
        return File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
    }

    /// <summary>Whether the model was exported for a purpose: an architecture's name of its configuration ends so.</summary>
    public static bool IsFor(ModelPackage package, string purpose)
    {
        try
        {
            using var document = ReadJson(package, Config);
            return document is not null
                && document.RootElement.TryGetProperty("architectures", out var names)
                && names.ValueKind == JsonValueKind.Array
                && names
                    .EnumerateArray()
                    .Any(name =>
                        name.ValueKind == JsonValueKind.String
                        && name.GetString()!.EndsWith(purpose, StringComparison.Ordinal)
                    );
        }
        catch (Exception error) when (error is ServingException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static ServingException Invalid(string message) =>
        new(ServingErrorCode.InvalidArgument, message) { Reason = "invalid-config" };

    // The version's folder comes first: its files belong to the artifact.
    private static string? Find(ModelPackage package, string name)
    {
        string?[] folders = [Path.GetDirectoryName(package.ArtifactPath), package.Directory, package.ModelDirectory];
        foreach (var folder in folders.OfType<string>())
        {
            var path = Path.GetFullPath(Path.Combine(folder, name));
            var isInside = path.StartsWith(
                Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            );
            if (isInside && new FileInfo(path) is { Exists: true, Length: <= MostBytes })
                return path;
        }

        return null;
    }
}
