using System.IO.Compression;
using System.Runtime.InteropServices;
using PureHDF;
using Slipway.Importers.Keras;
using Slipway.Importers.Tests.Fixtures;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras;

/// <summary>Writes a model as Keras does, with the weights that a test gives it.</summary>
internal sealed class KerasModelFile
{
    private readonly List<string> _layers = [];
    private readonly Dictionary<string, (int[] Dims, float[] Values)> _weights = [];

    private readonly Dictionary<string, (int[] Dims, float[] Values)> _rooted = [];

    // The whole configuration, where a test gives it.
    private string? _config;

    public string Version { get; init; } = "3.9.2";

    /// <summary>A Sequential model with an input of a shape such as <c>null,3</c>.</summary>
    public static KerasModelFile Sequential(string shape, string dtype = "float32") =>
        new KerasModelFile().Layer("InputLayer", $"\"batch_shape\":[{shape}],\"dtype\":\"{dtype}\"", "input");

    /// <summary>A Functional model from its whole configuration.</summary>
    public static KerasModelFile Functional(string config) => new() { _config = config };

    public KerasModelFile Layer(string className, string config = "", string? name = null)
    {
        name ??= $"layer_{_layers.Count}";
        var arguments = $"\"name\":\"{name}\",\"trainable\":true{(config.Length == 0 ? "" : ",")}{config}";
        _layers.Add(
            $$$"""{"module":"keras.layers","class_name":"{{{className}}}","config":{{{{arguments}}}},"registered_name":null}"""
        );
        return this;
    }

    /// <summary>A weight by its path in the archive below <c>layers</c>.</summary>
    public KerasModelFile Weight(string path, int[] dims, params float[] values)
    {
        _weights[path] = (dims, values);
        return this;
    }

    /// <summary>Weights in groups at the root, whose names are taken as they are.</summary>
    public KerasModelFile Rooted(params (string Group, int[] Dims, float[] Values)[] weights)
    {
        foreach (var (group, dims, values) in weights)
        {
            _rooted[group] = (dims, values);
        }

        return this;
    }

    public string Config =>
        _config
        ?? $$$"""
            {"module":"keras","class_name":"Sequential","registered_name":null,
             "config":{"name":"model","trainable":true,"layers":[{{{string.Join(',', _layers)}}}]}}
            """;

    public byte[] Archive(params (string Name, byte[] Content)[] more)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("metadata.json", System.Text.Encoding.UTF8.GetBytes($$"""{"keras_version":"{{Version}}"}"""));
            Add("config.json", System.Text.Encoding.UTF8.GetBytes(Config));
            Add("model.weights.h5", Hdf5());
            foreach (var (name, content) in more)
            {
                Add(name, content);
            }

            void Add(string name, byte[] content)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public ImportedModel Import(params (string Name, byte[] Content)[] more)
    {
        using var folder = new TempFolder();
        return new KerasImporter().Import(
            folder.Write("model.keras", Archive(more)),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Imports the model and runs it.</summary>
    public (int[] Shape, double[] Values) Run(int[] shape, params float[] values) =>
        Run(new NumpyArray("f4", shape, MemoryMarshal.AsBytes<float>(values).ToArray()))[0];

    public (int[] Shape, double[] Values) RunIntegers(int[] shape, params int[] values) =>
        Run(new NumpyArray("i4", shape, MemoryMarshal.AsBytes<int>(values).ToArray()))[0];

    public List<(int[] Shape, double[] Values)> Run(params NumpyArray[] inputs) =>
        [.. OnnxRun.Run(Import().Signatures[0].Graph, [.. inputs.Select((input, i) => ($"given {i}", input))]).Values];

    private byte[] Hdf5()
    {
        var file = new H5File();
        var layers = new H5Group();
        if (_rooted.Count == 0)
            file["layers"] = layers;
        foreach (var (name, (dims, values)) in _rooted)
        {
            var data = new H5Dataset(values, fileDims: [.. dims.Select(dim => (ulong)dim)]);
            file[name] = new H5Group { ["vars"] = new H5Group { ["0"] = data } };
        }

        foreach (var (path, (dims, values)) in _weights)
        {
            var group = layers;
            var parts = path.Split('/');
            foreach (var part in parts[..^1])
            {
                if (!group.TryGetValue(part, out var inner))
                    group[part] = inner = new H5Group();
                group = (H5Group)inner;
            }

            group[parts[^1]] = new H5Dataset(values, fileDims: [.. dims.Select(dim => (ulong)dim)]);
        }

        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
