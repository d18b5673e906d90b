namespace Slipway.Protocols.Json.Reading;

/// <summary>How far a run of elements went.</summary>
/// <param name="Status">Done, or why the element at <see cref="Consumed"/> could not be taken.</param>
/// <param name="Consumed">Bytes of whole elements and the commas and white space behind them.</param>
/// <param name="Count">Elements written.</param>
/// <param name="AfterComma">The last thing consumed was a comma: an element must follow.</param>
internal readonly record struct ScanResult(ElementStatus Status, int Consumed, long Count, bool AfterComma);
