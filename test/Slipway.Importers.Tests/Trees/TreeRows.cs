using System.Runtime.InteropServices;
using Slipway.Importers.Tests.Fixtures;
using Slipway.Onnx;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Trees;

/// <summary>Runs an ensemble on rows of numbers.</summary>
internal static class TreeRows
{
    public static Dictionary<string, (int[] Shape, double[] Values)> Run(
        OnnxGraphBuilder graph,
        float[] rows,
        int features
    ) =>
        OnnxRun.Run(
            graph,
            [
                (
                    "X",
                    new NumpyArray(
                        "f4",
                        [rows.Length / features, features],
                        MemoryMarshal.AsBytes(rows.AsSpan()).ToArray()
                    )
                ),
            ]
        );
}
