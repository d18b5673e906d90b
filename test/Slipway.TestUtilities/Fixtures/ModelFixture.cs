using System.Text.Json;
using Xunit;

namespace Slipway.TestUtilities.Fixtures;

/// <summary>
/// A model with known answers, of the folder that the environment variable <c>SLIPWAY_FIXTURES</c> names; without it the
/// tests that need one are skipped.
/// </summary>
public sealed class ModelFixture
{
    private readonly string _folder;
    private readonly JsonElement _json;

    private ModelFixture(string folder)
    {
        _folder = folder;
        _json = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(folder, "fixture.json"))).RootElement;
    }

    public static string? Root => Environment.GetEnvironmentVariable("SLIPWAY_FIXTURES");

    /// <summary>The files of the model: the one it is named for, and the same in other forms.</summary>
    public IReadOnlyDictionary<string, string> Models
    {
        get
        {
            var models = new Dictionary<string, string>
            {
                [_json.GetProperty("format").GetString()!] = File(_json.GetProperty("model").GetString()!),
            };
            if (_json.TryGetProperty("also", out var others))
            {
                foreach (var other in others.EnumerateObject())
                {
                    models[other.Name] = File(other.Value.GetString()!);
                }
            }

            return models;
        }
    }

    public JsonElement Json => _json;

    public double RelativeTolerance => Tolerance("rtol");

    public double AbsoluteTolerance => Tolerance("atol");

    public IReadOnlyList<(string Name, NumpyArray Value)> Inputs => Arrays("inputs");

    public IReadOnlyList<(string Name, NumpyArray Value)> Outputs => Arrays("outputs");

    /// <summary>Opens one by its path below the root, such as <c>keras/mlp-k3.16.0</c>.</summary>
    public static ModelFixture Open(string path)
    {
        Assert.SkipWhen(Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        return new ModelFixture(Path.Combine(Root!, path));
    }

    /// <summary>
    /// The paths below the root of those in a folder, or one that says that there are none here: a theory without data
    /// fails.
    /// </summary>
    public static TheoryData<string> In(string folder, string expectation = "load") =>
        Root is not { } root
            ? new TheoryData<string>(folder)
            : new TheoryData<string>(
                Directory
                    .EnumerateDirectories(Path.Combine(root, folder))
                    .Where(path => System.IO.File.Exists(Path.Combine(path, "fixture.json")))
                    .Where(path =>
                        expectation
                        == (
                            new ModelFixture(path)._json.TryGetProperty("expect", out var expect)
                                ? expect.GetString()
                                : "load"
                        )
                    )
                    .Select(path => Path.GetRelativePath(root, path))
                    .Order(StringComparer.Ordinal)
            );

    /// <summary>Copies a model to a folder, which is made: a file into it, the content of a folder as its own.</summary>
    public static void Copy(string model, string folder)
    {
        Directory.CreateDirectory(folder);
        if (System.IO.File.Exists(model))
        {
            System.IO.File.Copy(model, Path.Combine(folder, Path.GetFileName(model)));
            return;
        }

        foreach (var file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(model, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }
    }

    private IReadOnlyList<(string Name, NumpyArray Value)> Arrays(string name) =>
        [
            .. _json
                .GetProperty(name)
                .EnumerateArray()
                .Select(array =>
                    (
                        array.GetProperty("name").GetString()!,
                        NumpyArray.Read(File(array.GetProperty("file").GetString()!))
                    )
                ),
        ];

    private double Tolerance(string name) => _json.GetProperty("tolerance").GetProperty(name).GetDouble();

    private string File(string name) => Path.Combine(_folder, name);
}
