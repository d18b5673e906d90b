namespace Slipway.Tensors;

/// <summary>
/// Element types of the Open Inference Protocol V2 ("Tensor Data Types"); the wire names are in
/// <see cref="DataTypes"/>.
/// </summary>
public enum DataType : byte
{
    /// <summary>One byte an element, 0 or 1.</summary>
    Bool,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Int8,
    Int16,
    Int32,
    Int64,

    /// <summary>IEEE 754 binary16.</summary>
    Fp16,

    /// <summary>bfloat16: the upper half of an IEEE 754 binary32.</summary>
    BF16,
    Fp32,
    Fp64,

    /// <summary>Byte strings of any length; text is UTF-8.</summary>
    Bytes,
}
