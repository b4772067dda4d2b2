using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Tests.Services;

/// <summary>Boxes in memory.</summary>
internal sealed class TestOffice : IPostOffice
{
    public List<SignedMail> Letters { get; } = [];

    /// <summary>Why no letter is taken; null while they are.</summary>
    public Refusal? Closed { get; set; }

    public Task<Refusal?> PostAsync(SignedMail mail, Bytes32 recipientChain, CancellationToken cancellation)
    {
        if (Closed is null)
        {
            Letters.Add(mail);
        }

        return Task.FromResult(Closed);
    }

    public IReadOnlyList<BoxLetter> Read(Bytes32 box, int lettersMax) =>
        [.. Letters.Where(mail => mail.Recipient == box).Take(lettersMax).Select(mail => new BoxLetter(mail.Id, mail))];

    public void Remove(Bytes32 box, Bytes32 id) => Letters.RemoveAll(mail => mail.Recipient == box && mail.Id == id);
}
