namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>The fields of a tensor object that the protocol names.</summary>
[Flags]
internal enum TensorFields
{
    None = 0,
    Name = 1,
    DataType = 2,
    Shape = 4,
    Parameters = 8,
    Data = 16,
}
