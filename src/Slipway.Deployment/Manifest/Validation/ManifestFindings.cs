using System.Globalization;
using System.Numerics;
using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>What validators find, and what they may ask of the manifest besides its values.</summary>
/// <param name="tree">Where everything stands.</param>
/// <param name="directory">The manifest's folder.</param>
internal sealed class ManifestFindings(JsonTree tree, string directory)
{
    private readonly List<SourceProblem> _problems = [];
    private readonly HashSet<string> _broken = [.. tree.Broken];

    public IReadOnlyList<SourceProblem> Problems => _problems;

    public string Directory { get; } = directory;

    /// <summary>Notes that a node was found wrong already and is not in what is validated.</summary>
    public void Break(string path) => _broken.Add(path);

    /// <summary>Whether a node, or something right within it, was found wrong: it may hold what seems to be missing.</summary>
    public bool IsBroken(string path) => _broken.Any(broken => broken == path || NodePath.Parent(broken) == path);

    /// <summary>Whether the manifest says something at the path, be it wrong.</summary>
    public bool IsWritten(string path) => tree.Places.ContainsKey(path);

    public void Add(string path, string message) => _problems.Add(new SourceProblem(Place(path).Mark, path, message));

    /// <summary>The key is wrong, not what stands behind it.</summary>
    public void AddToKey(string path, string message) =>
        _problems.Add(new SourceProblem(Place(path).Key, path, message));

    /// <summary>Something is not there; not told where what was found wrong may be it.</summary>
    public void AddMissing(string path, string message)
    {
        if (!IsBroken(path))
            Add(path, message);
    }

    /// <param name="path">The value's.</param>
    /// <param name="value">Null is always within.</param>
    /// <param name="least">Inclusive.</param>
    /// <param name="most">Inclusive.</param>
    public void Within<T>(string path, T? value, T least, T most)
        where T : struct, INumber<T>
    {
        if (value is { } number && (number < least || number > most))
            Add(path, $"must be from {Text(least)} to {Text(most)}, not {Text(number)}");
    }

    /// <summary>Over 0, and at most <paramref name="most"/>.</summary>
    public void Positive(string path, double? value, double most)
    {
        if (value is { } number && !(number > 0 && number <= most))
            Add(path, $"must be over 0 and at most {Text(most)}, not {Text(number)}");
    }

    /// <summary>Longer than nothing.</summary>
    public void Positive(string path, TimeSpan? value)
    {
        if (value is { } time && time <= TimeSpan.Zero)
            Add(path, "must be longer than 0");
    }

    /// <summary>A file beside the manifest, or anywhere.</summary>
    public void FileExists(string path, string? file, string what)
    {
        if (file is null)
            return;
        if (file.Length == 0)
            Add(path, $"the name of {what} is empty");
        else if (!File.Exists(FullPath(file)))
            Add(path, $"there is no file {FullPath(file)}: name {what}, relative to the manifest's folder");
    }

    public string FullPath(string path) => Path.GetFullPath(Path.Combine(Directory, path));

    /// <summary>The file and the line of a node, for the message of another.</summary>
    public string LineOf(string path)
    {
        var mark = Place(path).Key;
        return $"{Path.GetFileName(mark.File)}, line {mark.Line}";
    }

    // What is not written down is looked for where it would be.
    private NodePlace Place(string path)
    {
        for (; ; path = NodePath.Parent(path))
        {
            if (tree.Places.TryGetValue(path, out var place))
                return place;
        }
    }

    private static string Text<T>(T number)
        where T : INumber<T> => number.ToString(null, CultureInfo.InvariantCulture);
}
