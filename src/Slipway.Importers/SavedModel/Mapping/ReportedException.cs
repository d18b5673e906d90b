namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>A node cannot be mapped because of something inside it that is among the problems already.</summary>
internal sealed class ReportedException : Exception;
