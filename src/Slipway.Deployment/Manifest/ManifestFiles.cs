using Slipway.Configuration;

namespace Slipway.Deployment.Manifest;

/// <summary>Finds and reads the files of a manifest; what cannot be read is a problem.</summary>
internal sealed class ManifestFiles(List<SourceProblem> problems)
{
    private const long MaxSize = 1 << 20;
    private const int MostShown = 10;

    private static readonly string[] Names = ["slipway.yaml", "slipway.yml"];
    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <summary>The manifest that a file or a folder is or has; null with a problem.</summary>
    public string? Find(string path)
    {
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            return Report<string>(path, "there is no such file or folder");
        string[] found = [.. Names.Select(name => Path.Combine(path, name)).Where(File.Exists)];
        return found switch
        {
            [] => Report<string>(path, $"there is no {Names[0]} in this folder"),
            [var only] => Shown(only),
            _ => Report<string>(
                path,
                $"there are both {string.Join(" and ", Names)}; remove one or name the one to read"
            ),
        };
    }

    /// <summary>The overlay beside a manifest; null with a problem.</summary>
    public string? FindOverlay(string manifest, string environment)
    {
        if (!IsEnvironment(environment))
            return Report<string>(
                manifest,
                $"'{environment}' cannot be the name of an environment: letters, digits, '_' and '-'"
            );
        var stem = Path.Combine(Path.GetDirectoryName(manifest) ?? "", Path.GetFileNameWithoutExtension(manifest));
        var wanted = Endings.Select(ending => $"{stem}.{environment}{ending}").ToList();
        return wanted.Find(File.Exists) ?? Report<string>(manifest, $"there is no {wanted[0]}{Others(stem)}");
    }

    public SourceMapping? Read(string file)
    {
        try
        {
            var size = new FileInfo(file).Length;
            if (size > MaxSize)
                return Report<SourceMapping>(file, $"it has {size} bytes; at most {MaxSize} are read");
            using var text = File.OpenText(file);
            var (root, found) = YamlComposer.Compose(text, file);
            problems.AddRange(found);
            return root;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Report<SourceMapping>(file, $"it cannot be read: {e.Message}");
        }
    }

    /// <summary>The names of the overlays beside a manifest, in order; a file whose name can be none is no overlay.</summary>
    public static IEnumerable<string> Environments(string manifest) =>
        OverlaysOf(Path.Combine(Path.GetDirectoryName(manifest) ?? "", Path.GetFileNameWithoutExtension(manifest)))
            .Where(IsEnvironment);

    private static IEnumerable<string> OverlaysOf(string stem)
    {
        var prefix = Path.GetFileName(stem) + ".";
        var folder = Path.GetDirectoryName(Path.GetFullPath(stem))!;
        return Directory
            .EnumerateFiles(folder, prefix + "*")
            .Where(file => Endings.Contains(Path.GetExtension(file)))
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => name!.Length > prefix.Length)
            .Select(name => name![prefix.Length..])
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    private static string Others(string stem)
    {
        string[] names = [.. OverlaysOf(stem).Take(MostShown)];
        return names.Length > 0
            ? $"; environments here: {string.Join(", ", names)}"
            : "; make it, or leave the environment out";
    }

    private static bool IsEnvironment(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    // "./slipway.yaml" is what nobody would write.
    private static string Shown(string file) => Path.GetDirectoryName(file) is "." ? Path.GetFileName(file) : file;

    private T? Report<T>(string file, string message)
        where T : class
    {
        problems.Add(new SourceProblem(new SourceMark(file, 0, 0), "", message));
        return null;
    }
}
