using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Cli.Images.Build;

/// <summary>
/// What an image stands on, as it was when it was first built: beside the model, to be kept with it, so that the same is built
/// everywhere until somebody asks for newer.
/// </summary>
internal sealed class LockFile
{
    public const string Extension = ".slipway.lock";

    private readonly string _path;
    private readonly LockDocument _document;
    private bool _changed;

    private LockFile(string path, LockDocument document) => (_path, _document) = (path, document);

    /// <param name="path">Where it is, or will be.</param>
    /// <param name="anew">Whether what it says is not wanted.</param>
    /// <exception cref="CliException">What is there is no lock file.</exception>
    public static LockFile Open(string path, bool anew)
    {
        if (!File.Exists(path))
            return new LockFile(path, new LockDocument());
        try
        {
            var document = JsonSerializer.Deserialize(File.ReadAllBytes(path), LockContext.Default.LockDocument);
            if (document is not { Version: LockDocument.Current })
                throw new JsonException($"it is not of version {LockDocument.Current}");
            if (anew)
                document.Bases.Clear();
            return new LockFile(path, document);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage(
                $"The lock file {path} cannot be read: {e.Message} Remove it, and the build writes a new one.",
                e
            );
        }
    }

    public string Path => _path;

    /// <summary>Null where it says nothing of a base.</summary>
    public LockedBase? Find(string name) => _document.Bases.GetValueOrDefault(name);

    public void Set(string name, LockedBase locked)
    {
        if (Find(name) is { } known && Text(known) == Text(locked))
            return;
        _document.Bases[name] = locked;
        _changed = true;
    }

    private static string Text(LockedBase locked) => JsonSerializer.Serialize(locked, LockContext.Default.LockedBase);

    /// <summary>Writes what has changed.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public void Save()
    {
        if (!_changed)
            return;
        var partial = $"{_path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllText(partial, JsonSerializer.Serialize(_document, LockContext.Readable.LockDocument) + "\n");
            File.Move(partial, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(partial))
                File.Delete(partial);
            throw new CliException(
                ExitCodes.Failure,
                $"The lock file {_path} cannot be written: {e.Message} Name another place with --lock-file.",
                e
            );
        }
    }
}

internal sealed record LockDocument
{
    public const int Current = 1;

    public int Version { get; init; } = Current;

    /// <summary>By the base's name.</summary>
    public SortedDictionary<string, LockedBase> Bases { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>One base: the digest of an image, or the versions of packages by platform and name.</summary>
internal sealed record LockedBase
{
    public string? Digest { get; init; }

    public SortedDictionary<string, SortedDictionary<string, string>>? Packages { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(LockDocument))]
[JsonSerializable(typeof(LockedBase))]
internal sealed partial class LockContext : JsonSerializerContext
{
    /// <summary>Versions hold plus signs, which are not to be escaped for pages of the web.</summary>
    public static LockContext Readable =>
        field ??= new LockContext(new JsonSerializerOptions(Default.Options) { Encoder = Output.ReadableJson.Encoder });
}
