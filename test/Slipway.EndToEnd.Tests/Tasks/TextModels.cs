using Slipway.Onnx;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Folders as optimum exports them, without a <c>model.yaml</c>: a table instead of a transformer.</summary>
internal static class TextModels
{
    /// <summary>Writes a model whose tokens have these rows; every other token has the row of zeros.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">The model's folder.</param>
    /// <param name="architecture">The class that <c>config.json</c> names.</param>
    /// <param name="config">Further members of it.</param>
    /// <param name="rows">Tokens, special ones too, with what they give.</param>
    /// <param name="graph">Makes the model of the table.</param>
    /// <param name="file">The model's file in its folder.</param>
    public static void Write(
        TempFolder folder,
        string name,
        string architecture,
        string config,
        IReadOnlyDictionary<string, float[]> rows,
        Func<float[][], OnnxGraphBuilder> graph,
        string file = "model.onnx"
    )
    {
        var entries = rows.Keys.Except(TestTokenizers.Special).ToList();
        var nothing = new float[rows.Values.First().Length];
        float[][] table =
        [
            .. TestTokenizers.Special.Concat(entries).Select(token => rows.GetValueOrDefault(token, nothing)),
        ];
        folder.Write($"{name}/tokenizer.json", TestTokenizers.WordPiece(entries));
        folder.Write(
            $"{name}/tokenizer_config.json",
            """{"mask_token": "[MASK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}"""
        );
        folder.Write(
            $"{name}/config.json",
            $$"""{"architectures": ["{{architecture}}"], "max_position_embeddings": 24, "pad_token_id": 0{{config}}}"""
        );
        folder.Model($"{name}/{file}", graph(table));
    }
}
