using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>A model <c>ner</c> that takes whole words, and knows Ada, Lovelace and London by a table.</summary>
internal static class TinyEntities
{
    /// <param name="folder">Gets the folder <c>ner</c>.</param>
    /// <param name="options">Lines behind the task in its <c>model.yaml</c>.</param>
    public static void Write(TempFolder folder, string options = "")
    {
        folder.Write("ner/words.txt", "[PAD]\n[UNK]\nada\nlovelace\nlondon\n");
        folder.Write("ner/chars.txt", "[PAD]\n[UNK]\na\nd\n");
        folder.Write(
            "ner/config.json",
            """{"id2label": {"0": "O", "1": "B-PER", "2": "I-PER", "3": "B-LOC", "4": "I-LOC"}}"""
        );
        folder.Write("ner/model.yaml", $"task: token-classification\n{options}");
        float[][] table =
        [
            [0, 0, 0, 0, 0],
            [9, 0, 0, 0, 0],
            [0, 9, 0, 0, 0],
            [0, 0, 9, 0, 0],
            [0, 0, 0, 9, 0],
        ];
        folder.Model("ner/model.onnx", TestModels.WordTable(table, characters: 4));
    }
}
