namespace Slipway.Tasks.Images.Detection;

/// <summary>A box that a model gives, in pixels of the picture that it saw.</summary>
internal readonly record struct Candidate(int Class, float Score, Box Box);
