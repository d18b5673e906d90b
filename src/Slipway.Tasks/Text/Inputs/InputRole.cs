namespace Slipway.Tasks.Text.Inputs;

/// <summary>What an input of a model is for.</summary>
internal enum InputRole
{
    /// <summary>The tokens' ids.</summary>
    Ids,

    /// <summary>1 for tokens, 0 for padding.</summary>
    Mask,

    /// <summary>Which of two texts each token is of.</summary>
    Types,

    /// <summary>0, 1, 2, …</summary>
    Positions,

    /// <summary>The ids of each token's characters.</summary>
    Characters,

    /// <summary>How many tokens each row has: one number, or one in each row.</summary>
    Lengths,
}

/// <summary>The names that inputs have, by role.</summary>
internal static class InputRoles
{
    /// <summary>As <c>inputs:</c> of a task's section writes them, and the names that are known besides.</summary>
    public static IReadOnlyList<(InputRole Role, string Key, string[] Names)> All { get; } =
    [
        (InputRole.Ids, "input_ids", ["input_word_ids", "words", "tokens", "ids", "token_ids"]),
        (InputRole.Mask, "attention_mask", ["input_mask", "mask", "attention_mask_1"]),
        (InputRole.Types, "token_type_ids", ["input_type_ids", "segment_ids"]),
        (InputRole.Positions, "position_ids", ["positions"]),
        (InputRole.Characters, "chars", ["characters", "char_ids"]),
        (InputRole.Lengths, "lengths", ["sequence_lengths", "seq_lengths"]),
    ];

    public static string KeyOf(InputRole role) => All.First(known => known.Role == role).Key;
}
