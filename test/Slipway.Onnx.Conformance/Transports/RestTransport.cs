using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Onnx.Conformance.Transports;

/// <summary>REST through HttpClient and the base library's JSON.</summary>
/// <param name="address">The server's.</param>
/// <param name="binary">Whether tensors travel in the binary tensor extension, both ways.</param>
internal sealed class RestTransport(string address, bool binary) : ITransport
{
    private const string HeaderLength = "Inference-Header-Content-Length";

    private readonly HttpClient _http = new() { BaseAddress = new Uri(address) };

    public string Name => binary ? "rest-binary" : "rest-json";

    public bool Carries(DataType type) => binary || type is not (DataType.Fp16 or DataType.BF16);

    public async Task<List<NamedTensor>> InferAsync(
        string model,
        IReadOnlyList<NamedTensor> inputs,
        CancellationToken cancellationToken
    )
    {
        using var content = Encode(inputs);
        using var response = await _http.PostAsync(
            new Uri($"v2/models/{Uri.EscapeDataString(model)}/infer", UriKind.Relative),
            content,
            cancellationToken
        );
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new TransportException($"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        return Decode(response, body);
    }

    public void Dispose() => _http.Dispose();

    private ByteArrayContent Encode(IReadOnlyList<NamedTensor> inputs)
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("inputs");
            foreach (var (name, tensor, _) in inputs)
            {
                WriteInput(json, name, tensor);
            }

            json.WriteEndArray();
            if (binary)
            {
                json.WriteStartObject("parameters");
                json.WriteBoolean("binary_data_output", true);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        var headerLength = body.Length;
        foreach (var input in binary ? inputs : [])
        {
            body.Write(input.Tensor.Bytes);
        }

        var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(
            binary ? "application/octet-stream" : "application/json"
        );
        if (binary)
            content.Headers.Add(HeaderLength, headerLength.ToString(CultureInfo.InvariantCulture));
        return content;
    }

    private void WriteInput(Utf8JsonWriter json, string name, Tensor tensor)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("datatype", tensor.DataType.Name());
        json.WriteStartArray("shape");
        foreach (var dim in tensor.Shape.Dimensions)
        {
            json.WriteNumberValue(dim);
        }

        json.WriteEndArray();
        if (binary)
        {
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", tensor.ByteLength);
            json.WriteEndObject();
        }
        else
        {
            json.WritePropertyName("data");
            JsonTensors.Write(json, tensor);
        }

        json.WriteEndObject();
    }

    private static List<NamedTensor> Decode(HttpResponseMessage response, byte[] body)
    {
        var headerLength = body.Length;
        if (
            response.Headers.TryGetValues(HeaderLength, out var values)
            || response.Content.Headers.TryGetValues(HeaderLength, out values)
        )
        {
            headerLength = int.Parse(values.Single(), CultureInfo.InvariantCulture);
        }

        using var document = JsonDocument.Parse(LooseJson.Quote(body.AsSpan(0, headerLength)));
        var rest = headerLength;
        var outputs = new List<NamedTensor>();
        foreach (var output in document.RootElement.GetProperty("outputs").EnumerateArray())
        {
            var name = output.GetProperty("name").GetString()!;
            if (!DataTypes.TryParse(output.GetProperty("datatype").GetString().AsSpan(), out var type))
                throw new TransportException($"Output '{name}' has an unknown datatype.");
            var shape = new TensorShape([.. output.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())]);
            if (output.TryGetProperty("data", out var data))
            {
                outputs.Add(new NamedTensor(name, JsonTensors.Read(data, type, shape)));
                continue;
            }

            var size = output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32();
            var bytes = body.AsSpan(rest, size).ToArray();
            rest += size;
            outputs.Add(new NamedTensor(name, new Tensor(type, shape, TensorBuffer.Pin(bytes), size)));
        }

        if (rest != body.Length)
            throw new TransportException($"{body.Length - rest} bytes are left over after the last output.");
        return outputs;
    }
}
