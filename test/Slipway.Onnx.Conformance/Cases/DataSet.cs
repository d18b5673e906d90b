using Google.Protobuf;
using Slipway.Inference;
using Slipway.Onnx.Proto;

namespace Slipway.Onnx.Conformance.Cases;

/// <summary>The inputs of one call and the outputs it must give. Owns the tensors.</summary>
internal sealed class DataSet : IDisposable
{
    private DataSet(List<NamedTensor> inputs, List<NamedTensor> expected)
    {
        Inputs = inputs;
        Expected = expected;
    }

    public List<NamedTensor> Inputs { get; }

    public List<NamedTensor> Expected { get; }

    /// <summary>Reads <c>input_0.pb</c> … and <c>output_0.pb</c> …, which follow the order of the graph's values.</summary>
    /// <exception cref="InvalidDataException">There are more files than the graph has values, or one is no tensor.</exception>
    public static DataSet Read(string folder, GraphProto graph)
    {
        var files = Directory.GetFiles(folder, "input_*.pb").Length;
        var initialized = graph.Initializer.Select(initializer => initializer.Name).ToHashSet();

        // Inputs with a default value have files only where all of them do.
        var names = graph.Input.Select(input => input.Name).Where(name => name.Length > 0).ToList();
        if (files < names.Count)
            names.RemoveAll(initialized.Contains);
        return new DataSet(
            ReadAll(folder, "input", names),
            ReadAll(folder, "output", [.. graph.Output.Select(output => output.Name)])
        );
    }

    public void Dispose()
    {
        foreach (var tensor in Inputs.Concat(Expected))
        {
            tensor.Tensor.Dispose();
        }
    }

    private static List<NamedTensor> ReadAll(string folder, string kind, List<string> names)
    {
        var files = Directory.GetFiles(folder, $"{kind}_*.pb");
        if (files.Length > names.Count)
            throw new InvalidDataException($"{files.Length} {kind} files for {names.Count} {kind}s.");
        var tensors = new List<NamedTensor>();
        for (var i = 0; i < files.Length; i++)
        {
            var proto = new TensorProto();
            proto.MergeFrom(File.ReadAllBytes(Path.Combine(folder, $"{kind}_{i}.pb")));
            tensors.Add(new NamedTensor(names[i], TensorReader.Read(proto)));
        }

        return tensors;
    }
}
