namespace Slipway.Protocols.TextFormat;

/// <summary>A message, and where in the text its fields stood.</summary>
public sealed record TextFormatDocument<T>(T Message, TextFormatPositions Positions);
