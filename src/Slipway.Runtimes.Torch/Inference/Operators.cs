using System.Collections.Frozen;

namespace Slipway.Runtimes.Torch.Inference;

/// <summary>Operators of PyTorch by what they say of their arguments, without the trailing underscore of in-place ones.</summary>
internal static class Operators
{
    /// <summary>The first argument goes through weights, which are the second.</summary>
    public static FrozenSet<string> Weighted { get; } =
        FrozenSet.Create(
            "linear",
            "matmul",
            "mm",
            "mv",
            "bmm",
            "conv1d",
            "conv2d",
            "conv3d",
            "_convolution",
            "convolution",
            "conv_transpose1d",
            "conv_transpose2d",
            "conv_transpose3d",
            "prelu",
            "bilinear"
        );

    /// <summary>The first argument is made of floating-point numbers, whatever else there is.</summary>
    public static FrozenSet<string> Floating { get; } =
        FrozenSet.Create(
            "batch_norm",
            "layer_norm",
            "group_norm",
            "instance_norm",
            "native_layer_norm",
            "native_batch_norm",
            "rms_norm",
            "lstm",
            "gru",
            "rnn_tanh",
            "rnn_relu",
            "softmax",
            "log_softmax",
            "_softmax",
            "_log_softmax",
            "gelu",
            "silu",
            "mish",
            "elu",
            "selu",
            "celu",
            "leaky_relu",
            "hardswish",
            "hardsigmoid",
            "hardtanh",
            "softplus",
            "log_sigmoid",
            "sigmoid",
            "tanh",
            "avg_pool1d",
            "avg_pool2d",
            "avg_pool3d",
            "adaptive_avg_pool1d",
            "adaptive_avg_pool2d",
            "adaptive_avg_pool3d",
            "upsample_bilinear2d",
            "upsample_bicubic2d",
            "grid_sampler",
            "normalize",
            "scaled_dot_product_attention",
            "_native_multi_head_attention",
            "_transformer_encoder_layer_fwd",
            "rsqrt",
            "dropout",
            "feature_dropout"
        );

    /// <summary>What comes out has the type of the first argument.</summary>
    public static FrozenSet<string> Keeping { get; } =
        FrozenSet.Create(
            "view",
            "reshape",
            "flatten",
            "unflatten",
            "permute",
            "transpose",
            "t",
            "contiguous",
            "unsqueeze",
            "squeeze",
            "slice",
            "select",
            "narrow",
            "expand",
            "expand_as",
            "repeat",
            "clone",
            "detach",
            "alias",
            "relu",
            "relu6",
            "abs",
            "neg",
            "clamp",
            "add",
            "sub",
            "mul",
            "div",
            "rsub",
            "pow",
            "chunk",
            "split",
            "split_with_sizes",
            "unbind",
            "cat",
            "stack",
            "pad",
            "constant_pad_nd",
            "max_pool1d",
            "max_pool2d",
            "max_pool3d",
            "upsample_nearest2d",
            "masked_fill",
            "roll",
            "flip",
            "index_select",
            "gather",
            "dropout",
            "feature_dropout"
        );

    /// <summary>Which argument is an index.</summary>
    public static FrozenDictionary<string, int> Indices { get; } =
        new Dictionary<string, int>
        {
            ["embedding"] = 1,
            ["embedding_bag"] = 1,
            ["index_select"] = 2,
            ["gather"] = 2,
            ["scatter"] = 2,
            ["scatter_add"] = 2,
            ["index_add"] = 2,
            ["one_hot"] = 0,
            ["bincount"] = 0,
        }.ToFrozenDictionary();

    /// <summary>Which argument is a condition.</summary>
    public static FrozenDictionary<string, int> Conditions { get; } =
        new Dictionary<string, int>
        {
            ["masked_fill"] = 1,
            ["masked_select"] = 1,
            ["masked_scatter"] = 1,
            ["where"] = 0,
        }.ToFrozenDictionary();

    /// <summary>Arguments of any type are taken.</summary>
    public static FrozenSet<string> Converting { get; } =
        FrozenSet.Create(
            "type_as",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "logical_not",
            "logical_and",
            "logical_or",
            "isnan"
        );
}
