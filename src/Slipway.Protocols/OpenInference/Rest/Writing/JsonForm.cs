using System.Text.Unicode;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Writing;

/// <summary>Which tensors JSON can carry.</summary>
internal static class JsonForm
{
    /// <summary>FP16 and BF16 have no JSON form in the protocol; a byte string has one where it is UTF-8.</summary>
    public static bool Exists(Tensor tensor, out string reason)
    {
        reason = "";
        if (tensor.DataType is DataType.Fp16 or DataType.BF16)
        {
            reason = $"is {tensor.DataType.Name()}, which JSON cannot carry";
            return false;
        }

        if (tensor.DataType != DataType.Bytes)
            return true;
        var index = 0;
        foreach (var element in tensor.Elements)
        {
            if (!Utf8.IsValid(element))
            {
                reason = $"has bytes that are not UTF-8 text in element {index}, which JSON cannot carry";
                return false;
            }

            index++;
        }

        return true;
    }
}
