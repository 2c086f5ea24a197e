package RT::REST2::Resource::Cspdesk;

# The HTTP side of what cspdesk reads from RT:
#
#   GET /REST/2.0/cspdesk/ticket/ID                                  csp.thread/1
#   GET /REST/2.0/cspdesk/ticket/ID/attachment/ID                    its bytes
#   GET /REST/2.0/cspdesk/changes?after=ID&overlap=SECS&limit=N      csp.changes/1
#   GET /REST/2.0/cspdesk/changes?since=TIME&overlap=SECS&limit=N
#   GET /REST/2.0/cspdesk/open?after=TICKET&limit=N                  csp.changes/1
#   GET /REST/2.0/cspdesk/about?nonce=HEX                            csp.about/1
#
# Read-only, with the rights of the token's user. Refusals are {"message": "..."}:
# 400 with the reason, 403 without the rights, 404 for a ticket that does not exist.
# What the documents say is RT::Extension::Cspdesk::Thread's, ::Changes', ::Open's and ::About's
# business.

use strict;
use warnings;

use Moose;
use namespace::autoclean;

use JSON                            ();
use RT::Extension::Cspdesk::About   ();
use RT::Extension::Cspdesk::Changes ();
use RT::Extension::Cspdesk::Open    ();
use RT::Extension::Cspdesk::Thread  ();
use RT::REST2::Util 'error_as_json';

extends 'RT::REST2::Resource';

has ticket_id => ( is => 'ro', isa => 'Str' );
has file_id   => ( is => 'ro', isa => 'Str' );     # an attachment of the ticket
has about     => ( is => 'ro', isa => 'Bool' );    # neither: the changes
has ticket    => ( is => 'ro', isa => 'RT::Ticket', lazy_build => 1 );
has file      => ( is => 'ro', isa => 'Maybe[RT::Attachment]', lazy_build => 1 );
has list      => ( is => 'ro', isa => 'Str', default => 'Changes' );    # or Open
has page      => ( is => 'rw', isa => 'HashRef' );

sub dispatch_rules {
    Path::Dispatcher::Rule::Regex->new(
        regex => qr{^/cspdesk/ticket/(\d{1,10})$},
        block => sub { { ticket_id => shift->pos(1) } },
    ),
    Path::Dispatcher::Rule::Regex->new(
        regex => qr{^/cspdesk/ticket/(\d{1,10})/attachment/(\d{1,10})$},
        block => sub { { ticket_id => $_[0]->pos(1), file_id => $_[0]->pos(2) } },
    ),
    Path::Dispatcher::Rule::Regex->new(
        regex => qr{^/cspdesk/changes$},
        block => sub { {} },
    ),
    Path::Dispatcher::Rule::Regex->new(
        regex => qr{^/cspdesk/open$},
        block => sub { { list => 'Open' } },
    ),
    Path::Dispatcher::Rule::Regex->new(
        regex => qr{^/cspdesk/about$},
        block => sub { { about => 1 } },
    );
}

sub lister { 'RT::Extension::Cspdesk::' . shift->list }

# Bytes have no charset: Web::Machine would encode them.
sub charsets_provided { shift->file_id ? undef : ['utf-8'] }
sub default_charset   {'utf-8'}
sub allowed_methods   { ['GET'] }

sub content_types_provided {
    return [ shift->file_id ? { 'application/octet-stream' => 'to_bytes' } : { 'application/json' => 'to_json' } ];
}

# By its own id: RT's Load would follow a merge.
sub _build_ticket {
    my $self   = shift;
    my $ticket = RT::Ticket->new( $self->current_user );
    $ticket->LoadById( $self->ticket_id );
    return $ticket;
}

# Of this very ticket, and with a name, as RT::Extension::Cspdesk::Thread lists them.
sub _build_file {
    my $self = shift;
    my $part = RT::Attachment->new( RT->SystemUser );
    $part->Load( $self->file_id );
    my $txn = $part->id ? $part->TransactionObj : return undef;
    return undef unless $txn->ObjectType eq 'RT::Ticket' && $txn->ObjectId == $self->ticket->id;
    return length( $part->Filename // '' ) ? $part : undef;
}

sub malformed_request {
    my $self = shift;
    DBIx::SearchBuilder::Record::Cachable->FlushCache;    # REST2 leaves old records to the next request
    return 0 if $self->ticket_id;
    return $self->malformed_about if $self->about;
    my ( $page, $why ) = $self->lister->Parse( $self->request->query_parameters );
    return error_as_json( $self->response, 1, $why ) unless $page;
    $self->page($page);
    return 0;
}

sub nonce { shift->request->query_parameters->{nonce} // '' }

sub malformed_about {
    my $self = shift;
    return 0 if $self->nonce =~ /^[0-9a-f]{32}\z/;
    return error_as_json( $self->response, 1, 'nonce must be 32 hexadecimal digits' );
}

sub forbidden {
    my $self = shift;
    return $self->forbidden_changes unless $self->ticket_id;
    my $ticket = $self->ticket;
    return 0 unless $ticket->id;
    for my $right (qw(ShowTicket ShowTicketComments)) {
        return error_as_json( $self->response, 1, "This user does not have $right on this ticket" )
            unless $ticket->CurrentUserHasRight($right);
    }
    return 0;
}

# Ids of internal notes are nothing for a customer, who may see the ticket as its requestor.
sub forbidden_changes {
    my $self = shift;
    return 0 if $self->current_user->Privileged;
    return error_as_json( $self->response, 1, 'Only privileged users may ask that' );
}

sub resource_exists {
    my $self = shift;
    return error_as_json( $self->response, 0, 'There is no ticket ' . $self->ticket_id )
        if $self->ticket_id && !$self->ticket->id;
    return error_as_json( $self->response, 0, 'The ticket has no attachment ' . $self->file_id )
        if $self->file_id && !$self->file;
    return 1;
}

sub to_bytes { shift->file->OriginalContent }

sub to_json {
    my $self = shift;
    my $user     = $self->current_user;
    my $document =
          $self->ticket_id ? RT::Extension::Cspdesk::Thread->Read( $user, $self->ticket_id )
        : $self->about     ? RT::Extension::Cspdesk::About->Read( $user, $self->nonce )
        :                    $self->lister->Read( $user, $self->page );
    return JSON->new->canonical->encode($document);
}

__PACKAGE__->meta->make_immutable;

1;
