using System.Text.Json;

namespace Slipway.Oci.Supply;

/// <summary>What .NET writes beside a program that is not compiled ahead of time (<c>deps.json</c>): of what it is made.</summary>
internal sealed record DependencyManifest
{
    public const string Pattern = "*.deps.json";

    /// <summary>By the framework and the platform: the files of each library.</summary>
    public Dictionary<string, Dictionary<string, DependencyFiles>> Targets { get; init; } = [];

    /// <summary>By <c>NAME/VERSION</c>.</summary>
    public required Dictionary<string, DependencyLibrary> Libraries { get; init; }

    /// <exception cref="Errors.ServingException">It is too large, or no such file.</exception>
    public static DependencyManifest Read(string file) =>
        SupplyJson.ReadFile(file, SupplyJson.Context.DependencyManifest);

    /// <summary>
    /// The files that libraries of a kind have put beside the program, as paths below its folder. A publish for one platform
    /// leaves out the folders of a package but for those of languages.
    /// </summary>
    /// <param name="type">As <see cref="DependencyLibrary.Package"/>.</param>
    public IReadOnlySet<string> FilesOf(string type)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (library, own) in Targets.Values.SelectMany(target => target))
        {
            if (Libraries.GetValueOrDefault(library)?.Type != type)
                continue;
            foreach (var path in (own.Runtime ?? []).Keys.Concat((own.Native ?? []).Keys))
                files.Add(NameOf(path));
            foreach (var (path, resource) in own.Resources ?? [])
                files.Add($"{resource.Locale}/{NameOf(path)}");
        }

        return files;
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}

/// <param name="Type">Of a package, a project, or of .NET itself.</param>
internal sealed record DependencyLibrary(string? Type)
{
    public const string Package = "package";
    public const string Project = "project";

    /// <summary>.NET, where a program brings it along.</summary>
    public const string RuntimePack = "runtimepack";

    /// <summary>What the name of one begins with.</summary>
    public const string RuntimePackPrefix = "runtimepack.";
}

/// <summary>The files of a library, each by its path in the library.</summary>
internal sealed record DependencyFiles
{
    public Dictionary<string, JsonElement>? Runtime { get; init; }

    public Dictionary<string, JsonElement>? Native { get; init; }

    public Dictionary<string, DependencyResource>? Resources { get; init; }
}

internal sealed record DependencyResource(string? Locale);
