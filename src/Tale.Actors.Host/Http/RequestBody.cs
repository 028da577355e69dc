using System.Buffers;

namespace Tale.Actors.Host.Http;

/// <summary>Reads a body up to the limit.</summary>
internal static class RequestBody
{
    /// <summary>
    /// Reads the whole body. A body that is too large is read to its end all the same, without being kept: a client that still writes
    /// would see its connection break in place of the answer.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the reading, beside the end of the connection.</param>
    /// <exception cref="ProblemException">The body is larger than <see cref="RequestLimits.MaxBodyBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, cancellationToken);
        var kept = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var total = 0L;
            while (await request.Body.ReadAsync(buffer, end.Token) is > 0 and var read)
            {
                total += read;
                if (total <= RequestLimits.MaxBodyBytes)
                    kept.Write(buffer, 0, read);
            }
            return total <= RequestLimits.MaxBodyBytes ? kept.GetBuffer().AsMemory(0, (int)kept.Length) : throw TooLarge();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The problem that answers a body above the limit, whoever noticed it: this class or the server.</summary>
    public static ProblemException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, "payload-too-large", $"The request is larger than {RequestLimits.MaxBodyBytes} bytes. Keep what is large elsewhere, and send where it is.");
}
