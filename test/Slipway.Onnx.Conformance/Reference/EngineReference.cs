using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Slipway.Inference;
using Slipway.Onnx.Conformance.Cases;
using Slipway.Onnx.Conformance.Comparing;
using Slipway.Tensors;
using Tensor = Slipway.Tensors.Tensor;

namespace Slipway.Onnx.Conformance.Reference;

/// <summary>
/// Tells whether ONNX Runtime itself passes a case, by its own plain API and with none of the server's code.
/// </summary>
internal static class EngineReference
{
    /// <summary>Why the engine does not pass, or null where it does.</summary>
    public static string? Check(ConformanceCase @case, TimeSpan limit)
    {
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            options.IntraOpNumThreads = 1;
            using var session = new InferenceSession(@case.ModelFile, options);
            foreach (var folder in @case.DataSets)
            {
                using var data = DataSet.Read(folder, @case.Graph!);
                if (Check(session, data, limit) is { } problem)
                    return problem;
            }

            return null;
        }
        catch (Exception e) when (e is OnnxRuntimeException or InvalidDataException)
        {
            return EngineMessage.Clean(e.Message);
        }
    }

    private static string? Check(InferenceSession session, DataSet data, TimeSpan limit)
    {
        var inputs = data.Inputs.Select(input => ToValue(input.Tensor)).ToArray();
        try
        {
            using var run = new RunOptions();
            using var timer = new CancellationTokenSource(limit);
            using var stop = timer.Token.Register(() => run.Terminate = true);
            string[] names = [.. data.Inputs.Select(input => input.Name)];
            using var outputs = session.Run(run, names, inputs, session.OutputNames);
            var actual = outputs.Select((value, i) => ToTensor(session.OutputNames[i], value)).ToList();
            try
            {
                return Tolerance.Difference(data.Expected, actual);
            }
            finally
            {
                actual.ForEach(output => output.Tensor.Dispose());
            }
        }
        finally
        {
            Array.ForEach(inputs, input => input.Dispose());
        }
    }

    private static OrtValue ToValue(Tensor tensor)
    {
        var shape = tensor.Shape.AsArray();
        if (tensor.DataType != DataType.Bytes)
        {
            var type = (TensorElementType)ElementTypeMap.ToOnnx(tensor.DataType);
            var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
            if (tensor.ByteLength > 0)
                tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
            return value;
        }

        var strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var index = 0;
        foreach (var text in tensor.ToStrings())
        {
            strings.StringTensorSetElementAt(text.AsSpan(), index++);
        }

        return strings;
    }

    private static NamedTensor ToTensor(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var shape = new TensorShape(info.Shape);
        if (info.ElementDataType == TensorElementType.String)
            return new NamedTensor(name, Tensor.FromStrings(value.GetStringTensorAsArray(), shape));
        var type =
            ElementTypeMap.ToWire((int)info.ElementDataType)
            ?? throw new InvalidDataException($"an output of type {info.ElementDataType}");
        var bytes = info.ElementCount == 0 ? [] : value.GetTensorMutableRawData().ToArray();
        return new NamedTensor(name, new Tensor(type, shape, TensorBuffer.Pin(bytes), bytes.Length));
    }
}
