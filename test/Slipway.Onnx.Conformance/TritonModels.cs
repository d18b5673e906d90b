using Slipway.TestUtilities;

namespace Slipway.Onnx.Conformance;

/// <summary>A model repository for the examples of Triton's clients, which are run by hand.</summary>
internal static class TritonModels
{
    public static void Write(string folder)
    {
        Save("simple", TestModels.Simple());
        Save("simple_int8", TestModels.SimpleInt8());
        Save("simple_string", TestModels.SimpleString());
        Save("simple_identity", TestModels.SimpleIdentity());

        void Save(string name, OnnxGraphBuilder graph)
        {
            var version = Directory.CreateDirectory(Path.Combine(folder, name, "1"));
            graph.Save(Path.Combine(version.FullName, "model.onnx"));
        }
    }
}
