package RT::Extension::Cspdesk::About;

# csp.about/1: what `cspdesk doctor` asks before it tries anything. What this file
# promises:
#  - it says what RT has and what the token's user may do, and changes nothing;
#  - whether the hook's secret is the one that cspdesk knows is shown by a signature of the
#    caller's own random text, never by the secret, and only to the integration user.

use strict;
use warnings;

use Digest::SHA                    ();
use RT::Extension::Cspdesk         ();
use RT::Extension::Cspdesk::Thread ();

# As initialdata grants them.
my @RIGHTS = qw(
    SeeQueue ShowTicket ShowTicketComments CommentOnTicket ReplyToTicket ModifyTicket CreateTicket OwnTicket
    SeeCustomField ModifyCustomField
);

sub Read {
    my ( $class, $user, $nonce ) = @_;
    my $now = RT::Date->new( RT->SystemUser );
    $now->SetToNow;
    return {
        schema       => 'csp.about/1',
        now          => $now->W3CDTF( Timezone => 'UTC' ),
        desk_version => $RT::VERSION,
        extension    => $RT::Extension::Cspdesk::VERSION,
        user         => $user->Name,
        hook         => Hook( $user, $nonce ),
        queues       => Queues($user),
        fields       => Fields($user),
        ticket       => Own($user),
    };
}

# `fault` is why no hook would be sent.
sub Hook {
    my ( $user, $nonce ) = @_;
    my %conf  = RT->Config->Get('Cspdesk');
    my $key   = eval { RT::Extension::Cspdesk->Key( $conf{SecretFile} ) };
    my $fault = $key ? Fault( \%conf ) : RT::Extension::Cspdesk::OneLine($@);
    my $ours  = grep { $_ eq $user->Name } @{ $conf{IgnoreUsers} || [] };
    return { url => $conf{URL}, fault => $fault,
        proof => $key && $ours ? Digest::SHA::hmac_sha256_hex( "csp.about.$nonce", $key ) : undef };
}

sub Fault {
    my $conf = shift;
    return 'RT::Extension::Cspdesk is not among the plugins'
        unless grep { $_ eq 'RT::Extension::Cspdesk' } RT->Config->Get('Plugins');
    return 'URL is not set in %Cspdesk' unless $conf->{URL};
    my $scrips = RT::Scrips->new( RT->SystemUser );
    $scrips->LimitToGlobal;
    return undef if grep { ( $_->ActionObj->ExecModule // '' ) eq 'Cspdesk' } @{ $scrips->ItemsArrayRef };
    return 'the scrip that tells cspdesk is switched off or gone';
}

# Every queue that the user sees, with the rights that he has not got there.
sub Queues {
    my $user   = shift;
    my $queues = RT::Queues->new($user);
    $queues->UnLimit;
    return { map { my $queue = $_; $queue->Name => [ grep { !$queue->CurrentUserHasRight($_) } @RIGHTS ] }
            grep { $_->CurrentUserHasRight('SeeQueue') } @{ $queues->ItemsArrayRef } };
}

sub Fields {
    my $user   = shift;
    my $fields = RT::CustomFields->new($user);
    $fields->LimitToLookupType( RT::Ticket->CustomFieldLookupType );
    my %names = map { $_->Name => 1 } grep { $_->CurrentUserCanSee } @{ $fields->ItemsArrayRef };
    return [ sort keys %names ];
}

# The newest of doctor's test tickets.
sub Own {
    my $user    = shift;
    my $tickets = RT::Tickets->new($user);
    $tickets->LimitSubject( VALUE => RT::Extension::Cspdesk::TEST_SUBJECT, OPERATOR => '=' );
    $tickets->Limit( FIELD => 'Creator', VALUE => $user->id );
    $tickets->OrderBy( FIELD => 'id', ORDER => 'DESC' );
    my $first = $tickets->First;
    return $first ? '' . $first->id : undef;
}

1;
