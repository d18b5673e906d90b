namespace Slipway.Cli.Projects;

/// <summary>
/// A program of the user's own that serves models (<c>ModelHost</c> of Slipway.AspNetCore), as the command line names it.
/// </summary>
/// <param name="Path">The project file, or the program that was built of it.</param>
/// <param name="IsBuilt">Whether it is the program.</param>
internal sealed record ServiceProject(string Path, bool IsBuilt)
{
    private const string RuntimeConfig = ".runtimeconfig.json";

    // A program by itself has no ending, on Windows this one.
    private const string ProgramEnding = ".exe";

    // A path given by mistake must not cost more than a moment.
    private const int MostEntries = 20_000;

    private static readonly string[] ProjectEndings = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>
    /// The service at a path: a project file, a folder with one, a program, or a folder that one was published to. Null
    /// where it is something else, such as a model.
    /// </summary>
    /// <exception cref="CliException">Usage: the folder has several, and it is not known which is meant.</exception>
    public static ServiceProject? Find(string path)
    {
        if (File.Exists(path))
            return FindFile(path);
        if (!Directory.Exists(path))
            return null;
        string[] files = [.. Directory.EnumerateFiles(path).Take(MostEntries)];
        return Only(path, "projects", files.Where(IsProject)) is { } project
                ? new ServiceProject(project, IsBuilt: false)
            : Only(path, "programs", files.Where(IsLibrary)) is { } library
                ? new ServiceProject(Runnable(library), IsBuilt: true)
            : Only(path, "programs", files.Where(IsNative)) is { } program ? new ServiceProject(program, IsBuilt: true)
            : null;
    }

    /// <summary>What <c>dotnet</c> runs, or the program itself where it brings its own runtime.</summary>
    public static string Runnable(string library)
    {
        var config = System.IO.Path.ChangeExtension(library, RuntimeConfig);
        var bringsRuntime = File.ReadAllText(config).Contains("\"includedFrameworks\"", StringComparison.Ordinal);
        var program = System.IO.Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ProgramEnding : null);
        return bringsRuntime && File.Exists(program) ? program : library;
    }

    private static ServiceProject? FindFile(string path) =>
        IsProject(path) ? new ServiceProject(path, IsBuilt: false)
        : IsLibrary(path) ? new ServiceProject(Runnable(path), IsBuilt: true)
        : IsNative(path) ? new ServiceProject(path, IsBuilt: true)
        : null;

    private static string? Only(string folder, string what, IEnumerable<string> files)
    {
        string[] found = [.. files.Order(StringComparer.Ordinal)];
        if (found.Length < 2)
            return found.FirstOrDefault();
        var names = string.Join(", ", found.Take(5).Select(System.IO.Path.GetFileName));
        throw CliException.Usage($"{folder} holds {found.Length} {what} ({names}): name the one to serve.");
    }

    private static bool IsProject(string file) =>
        ProjectEndings.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static bool IsLibrary(string file) =>
        string.Equals(System.IO.Path.GetExtension(file), ".dll", StringComparison.OrdinalIgnoreCase)
        && File.Exists(System.IO.Path.ChangeExtension(file, RuntimeConfig));

    private static bool IsNative(string file)
    {
        if (OperatingSystem.IsWindows())
            return string.Equals(System.IO.Path.GetExtension(file), ProgramEnding, StringComparison.OrdinalIgnoreCase);
        // A script may be run too, but is no program that was published. What has no length may be a pipe, whose opening
        // would wait for a writer.
        return !System.IO.Path.HasExtension(file)
            && new FileInfo(file).Length > 0
            && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute)
            && HasProgramHeader(file);
    }

    // ELF, or Mach-O of 64 bits.
    private static bool HasProgramHeader(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            Span<byte> header = stackalloc byte[4];
            return stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
                && (header.SequenceEqual("\u007fELF"u8) || header.SequenceEqual((byte[])[0xCF, 0xFA, 0xED, 0xFE]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
