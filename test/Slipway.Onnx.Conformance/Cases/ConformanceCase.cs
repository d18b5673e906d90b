using Slipway.Onnx.Proto;

namespace Slipway.Onnx.Conformance.Cases;

/// <summary>One case of the ONNX project: a model, and folders of inputs with the outputs they must give.</summary>
/// <param name="Name">The folder's name, fit to be the name of a served model.</param>
/// <param name="ModelFile">Absolute.</param>
/// <param name="Graph">The model's graph; null where the file is no model that can be read.</param>
/// <param name="DataSets">Absolute, in order.</param>
internal sealed record ConformanceCase(
    string Name,
    string ModelFile,
    GraphProto? Graph,
    IReadOnlyList<string> DataSets
);
