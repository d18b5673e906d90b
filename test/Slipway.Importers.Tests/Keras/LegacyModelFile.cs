using PureHDF;
using Slipway.Importers.Keras;
using Slipway.Importers.Tests.Fixtures;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras;

/// <summary>Writes a Sequential model as an HDF5 file of Keras 1 or 2.</summary>
internal sealed class LegacyModelFile(string version, string? backend = null)
{
    private readonly List<string> _layers = [];
    private readonly H5Group _weights = new();
    private readonly List<string> _names = [];

    public LegacyModelFile Layer(
        string className,
        string config,
        params (string Name, int[] Dims, float[] Values)[] weights
    )
    {
        var name = $"layer_{_layers.Count}";
        _layers.Add(
            $$$"""{"class_name":"{{{className}}}","config":{"name":"{{{name}}}","trainable":true,{{{config}}}}}"""
        );
        var group = new H5Group();
        foreach (var weight in weights)
        {
            group[weight.Name] = new H5Dataset(weight.Values, fileDims: [.. weight.Dims.Select(dim => (ulong)dim)]);
        }

        group.Attributes["weight_names"] = weights.Select(weight => weight.Name).ToArray();
        _names.Add(name);
        _weights[name] = group;
        return this;
    }

    public (int[] Shape, double[] Values) Run(int[] shape, params float[] values)
    {
        _weights.Attributes["layer_names"] = _names.ToArray();
        var file = new H5File { ["model_weights"] = _weights };
        file.Attributes["model_config"] = $$"""{"class_name":"Sequential","config":[{{string.Join(',', _layers)}}]}""";
        file.Attributes["keras_version"] = version;
        if (backend is not null)
            file.Attributes["backend"] = backend;
        using var folder = new TempFolder();
        using var stream = new MemoryStream();
        file.Write(stream);
        var model = new KerasImporter().Import(
            folder.Write("model.h5", stream.ToArray()),
            TestContext.Current.CancellationToken
        );
        var input = new NumpyArray(
            "f4",
            shape,
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray()
        );
        return OnnxRun.Run(model.Signatures[0].Graph, [("given", input)]).Values.Single();
    }
}
